/* Convolution with one input channel a filter: y[n,m,o] = bias[m] + sum of w[m,t] * (x[n,m*channels/filters,...] - zero_point), requantized. */
void qcc_depthwise_TYPES(const x_t *x, const w_t *w, const int32_t *bias, int32_t zero_point, const qcc_window *k, const qcc_requantizer *r, y_t *y)
{
    const int32_t plane = volume(k->in), taps = volume(k->kernel), per_channel = k->filters / k->channels;
    for (int32_t image = 0; image < k->batch * k->filters; image++)
    {
        const int32_t m = image % k->filters;
        const x_t *channel = x + image / per_channel * plane;
        const int32_t filter = m * taps;
        int32_t index = m * r->channel_step;
        for (int32_t o = 0; o < volume(k->out); o++, index += r->position_step)
        {
            placed_window at;
            uint32_t sum = bias == NULL ? 0 : (uint32_t)bias[m];
            place(k, o / (k->out[1] * k->out[2]), o / k->out[2] % k->out[1], o % k->out[2], &at);
            for (int32_t i = at.from[0]; i < at.to[0]; i++)
            {
                for (int32_t j = at.from[1]; j < at.to[1]; j++)
                {
                    const int32_t line = (at.start[0] + i * k->dilation[0]) * k->in[1] + at.start[1] + j * k->dilation[1];
                    const int32_t first = line * k->in[2] + at.start[2];
                    const int32_t row = filter + (i * k->kernel[1] + j) * k->kernel[2];
                    for (int32_t t = at.from[2]; t < at.to[2]; t++)
                    {
                        sum += (uint32_t)w_at(w, row + t) * (uint32_t)(channel[first + t * k->dilation[2]] - zero_point);
                    }
                }
            }
            *y++ = (y_t)qcc_requantize(r, qcc_s32(sum), index);
        }
    }
}
