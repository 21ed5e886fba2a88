/* Sum of x - zero_point over the taps of each window that lie inside, requantized. */
void qcc_sum_pool_TYPES(const x_t *x, int32_t zero_point, const qcc_window *k, const qcc_requantizer *r, y_t *y)
{
    for (int32_t image = 0; image < k->batch * k->channels; image++, x += volume(k->in))
    {
        int32_t index = image % k->channels * r->channel_step;
        for (int32_t o = 0; o < volume(k->out); o++, index += r->position_step)
        {
            placed_window at;
            uint32_t sum = 0;
            place(k, o / (k->out[1] * k->out[2]), o / k->out[2] % k->out[1], o % k->out[2], &at);
            for (int32_t i = at.from[0]; i < at.to[0]; i++)
            {
                for (int32_t j = at.from[1]; j < at.to[1]; j++)
                {
                    const int32_t line = (at.start[0] + i * k->dilation[0]) * k->in[1] + at.start[1] + j * k->dilation[1];
                    for (int32_t t = at.from[2]; t < at.to[2]; t++)
                    {
                        sum += (uint32_t)(x[line * k->in[2] + at.start[2] + t * k->dilation[2]] - zero_point);
                    }
                }
            }
            *y++ = (y_t)qcc_requantize(r, qcc_s32(sum), index);
        }
    }
}
