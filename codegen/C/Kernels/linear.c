/* Product with constant weights, one row of depth weights a column: y[i,n] = bias[n] + sum of x[i,k] * w[n,k], requantized. */
void qcc_linear_TYPES(const x_t *x, const w_t *w, const int32_t *bias, int32_t rows, int32_t depth, int32_t columns, const qcc_requantizer *r, y_t *y)
{
    for (int32_t i = 0; i < rows; i++, x += depth)
    {
        for (int32_t n = 0; n < columns; n++)
        {
            uint32_t sum = bias == NULL ? 0 : (uint32_t)bias[n];
            for (int32_t k = 0; k < depth; k++)
            {
                sum += (uint32_t)x[k] * (uint32_t)w_at(w, n * depth + k);
            }
            *y++ = (y_t)qcc_requantize(r, qcc_s32(sum), n * r->channel_step);
        }
    }
}
