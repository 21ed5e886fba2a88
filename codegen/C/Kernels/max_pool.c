/* The greatest code of each window; padding counts as the least code of the type. */
void qcc_max_pool_TYPES(const x_t *x, int32_t least, const qcc_window *k, x_t *y)
{
    for (int32_t image = 0; image < k->batch * k->channels; image++, x += volume(k->in))
    {
        for (int32_t o = 0; o < volume(k->out); o++)
        {
            placed_window at;
            x_t best = (x_t)least;
            place(k, o / (k->out[1] * k->out[2]), o / k->out[2] % k->out[1], o % k->out[2], &at);
            for (int32_t i = at.from[0]; i < at.to[0]; i++)
            {
                for (int32_t j = at.from[1]; j < at.to[1]; j++)
                {
                    const int32_t line = (at.start[0] + i * k->dilation[0]) * k->in[1] + at.start[1] + j * k->dilation[1];
                    for (int32_t t = at.from[2]; t < at.to[2]; t++)
                    {
                        const x_t value = x[line * k->in[2] + at.start[2] + t * k->dilation[2]];
                        best = value > best ? value : best;
                    }
                }
            }
            *y++ = best;
        }
    }
}
