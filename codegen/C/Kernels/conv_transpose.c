/* The input index that tap t of a transposed window brings to output o, or -1. */
static int32_t source_TYPES(const qcc_window *k, int32_t d, int32_t o, int32_t t)
{
    const int32_t at = o + k->pad[d] - t * k->dilation[d];
    return at >= 0 && at % k->stride[d] == 0 && at / k->stride[d] < k->in[d] ? at / k->stride[d] : -1;
}

/*
 * Transposed convolution, read from the result's side: y[n,m,o] = bias[m] + sum of w[c,m,t] * (x[n,c,i] - zero_point) over all taps with
 * i * stride + t * dilation - pad = o, requantized.
 */
void qcc_conv_transpose_TYPES(const x_t *x, const w_t *w, const int32_t *bias, int32_t zero_point, const qcc_window *k, const qcc_requantizer *r, y_t *y)
{
    const int32_t depth = k->channels / k->groups, per_group = k->filters / k->groups, plane = volume(k->in), taps = volume(k->kernel);
    for (int32_t image = 0; image < k->batch * k->filters; image++)
    {
        const int32_t n = image / k->filters, m = image % k->filters, first = m / per_group * depth;
        const int32_t line = k->out[2], sheet = k->out[1] * line;
        int32_t index = m * r->channel_step;
        for (int32_t o = 0; o < volume(k->out); o++, index += r->position_step)
        {
            uint32_t sum = bias == NULL ? 0 : (uint32_t)bias[m];
            for (int32_t t = 0; t < taps; t++)
            {
                const int32_t i0 = source_TYPES(k, 0, o / sheet, t / (k->kernel[1] * k->kernel[2]));
                const int32_t i1 = source_TYPES(k, 1, o / line % k->out[1], t / k->kernel[2] % k->kernel[1]);
                const int32_t i2 = source_TYPES(k, 2, o % line, t % k->kernel[2]);
                for (int32_t c = first; c < first + depth && i0 >= 0 && i1 >= 0 && i2 >= 0; c++)
                {
                    const x_t value = x[(n * k->channels + c) * plane + (i0 * k->in[1] + i1) * k->in[2] + i2];
                    sum += (uint32_t)w_at(w, (c * per_group + m % per_group) * taps + t) * (uint32_t)(value - zero_point);
                }
            }
            *y++ = (y_t)qcc_requantize(r, qcc_s32(sum), index);
        }
    }
}
