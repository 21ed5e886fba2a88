/* Sum of w * (x - zero_point) over the taps of a window that lie inside, over depth channels. The filter begins at w[filter]. */
static uint32_t window_TYPES(const x_t *x, const w_t *w, int32_t filter, int32_t depth, int32_t zero_point, const qcc_window *k, const placed_window *at)
{
    const int32_t plane = volume(k->in), taps = volume(k->kernel);
    uint32_t sum = 0;
    for (int32_t c = 0; c < depth; c++, x += plane, filter += taps)
    {
        for (int32_t i = at->from[0]; i < at->to[0]; i++)
        {
            for (int32_t j = at->from[1]; j < at->to[1]; j++)
            {
                const int32_t line = (at->start[0] + i * k->dilation[0]) * k->in[1] + at->start[1] + j * k->dilation[1];
                const int32_t first = line * k->in[2] + at->start[2];
                const int32_t row = filter + (i * k->kernel[1] + j) * k->kernel[2];
                for (int32_t t = at->from[2]; t < at->to[2]; t++)
                {
                    sum += (uint32_t)w_at(w, row + t) * (uint32_t)(x[first + t * k->dilation[2]] - zero_point);
                }
            }
        }
    }
    return sum;
}

/*
 * Convolution. y[n,m,o] = bias[m] + sum of w[m,c,t] * x[n,c,o*stride+t*dilation-pad], requantized. The bias holds - zero_point * (sum of w) already;
 * a window over padding goes without the taps outside.
 */
void qcc_conv_TYPES(const x_t *x, const w_t *w, const int32_t *bias, int32_t zero_point, const qcc_window *k, const qcc_requantizer *r, y_t *y)
{
    const int32_t depth = k->channels / k->groups, per_group = k->filters / k->groups;
    const int32_t plane = volume(k->in), size = depth * volume(k->kernel);
    for (int32_t n = 0; n < k->batch; n++)
    {
        for (int32_t m = 0; m < k->filters; m++)
        {
            const x_t *image = x + (n * k->channels + m / per_group * depth) * plane;
            const int32_t filter = m * size;
            const uint32_t folded = bias == NULL ? 0 : (uint32_t)bias[m];
            uint32_t unfolded = folded;
            int32_t index = m * r->channel_step;
            for (int32_t i = 0; i < size && zero_point != 0; i++)
            {
                unfolded += (uint32_t)w_at(w, filter + i) * (uint32_t)zero_point;
            }
            for (int32_t o0 = 0; o0 < k->out[0]; o0++)
            {
                for (int32_t o1 = 0; o1 < k->out[1]; o1++)
                {
                    for (int32_t o2 = 0; o2 < k->out[2]; o2++, index += r->position_step)
                    {
                        placed_window at;
                        const uint32_t sum = place(k, o0, o1, o2, &at)
                            ? folded + window_TYPES(image, w, filter, depth, 0, k, &at)
                            : unfolded + window_TYPES(image, w, filter, depth, zero_point, k, &at);
                        *y++ = (y_t)qcc_requantize(r, qcc_s32(sum), index);
                    }
                }
            }
        }
    }
}
