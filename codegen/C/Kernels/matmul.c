/* Product of two matrices: y[i,n] = bias[n] + sum of (a[i,k] - a_zero_point) * (b[k,n] - b_zero_point), requantized. sizes: rows, depth, columns. */
void qcc_matmul_TYPES(const x_t *a, int32_t a_zero_point, const w_t *b, int32_t b_zero_point, const int32_t *bias, const int32_t *sizes, const qcc_requantizer *r, y_t *y)
{
    const int32_t depth = sizes[1], columns = sizes[2];
    for (int32_t i = 0; i < sizes[0]; i++, a += depth)
    {
        for (int32_t n = 0; n < columns; n++)
        {
            uint32_t sum = bias == NULL ? 0 : (uint32_t)bias[n];
            for (int32_t k = 0; k < depth; k++)
            {
                sum += (uint32_t)(a[k] - a_zero_point) * (uint32_t)(b[k * columns + n] - b_zero_point);
            }
            *y++ = (y_t)qcc_requantize(r, qcc_s32(sum), n * r->channel_step);
        }
    }
}
