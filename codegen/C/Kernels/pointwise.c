/* Convolution with a kernel of one tap: y[n,m,p] = bias[m] + sum of w[m,c] * x[n,c,p], requantized, four positions at a time. */
void qcc_pointwise_TYPES(const x_t *x, const w_t *w, const int32_t *bias, const qcc_window *k, const qcc_requantizer *r, y_t *y)
{
    const int32_t plane = volume(k->in);
    for (int32_t n = 0; n < k->batch; n++, x += k->channels * plane)
    {
        for (int32_t m = 0; m < k->filters; m++)
        {
            const int32_t filter = m * k->channels;
            const uint32_t start = bias == NULL ? 0 : (uint32_t)bias[m];
            for (int32_t p = 0; p < plane; p += 4)
            {
                const int32_t count = plane - p < 4 ? plane - p : 4;
                uint32_t sum[4] = {start, start, start, start};
                if (count == 4)
                {
                    const x_t *at = x + p;
                    for (int32_t c = 0; c < k->channels; c++, at += plane)
                    {
                        const uint32_t weight = (uint32_t)w_at(w, filter + c);
                        sum[0] += weight * (uint32_t)at[0];
                        sum[1] += weight * (uint32_t)at[1];
                        sum[2] += weight * (uint32_t)at[2];
                        sum[3] += weight * (uint32_t)at[3];
                    }
                }
                for (int32_t i = 0; i < count; i++)
                {
                    for (int32_t c = 0; c < k->channels && count < 4; c++)
                    {
                        sum[i] += (uint32_t)w_at(w, filter + c) * (uint32_t)x[c * plane + p + i];
                    }
                    *y++ = (y_t)qcc_requantize(r, qcc_s32(sum[i]), m * r->channel_step + (p + i) * r->position_step);
                }
            }
        }
    }
}
