/* Rows of n codes to mean 0 and variance 1, then a gain and an offset for each element. */
void qcc_layer_normalization_TYPES(const x_t *x, int32_t rows, int32_t n, const qcc_normalization *p, y_t *y)
{
    for (int32_t r = 0; r < rows; r++, x += n, y += n)
    {
        int64_t sum = 0, squares = 0, inverse;
        int32_t shift;
        for (int32_t i = 0; i < n; i++)
        {
            sum += x[i];
            squares += (int64_t)x[i] * x[i];
        }
        inverse = reciprocal_root(qcc_round_shift(n * squares - sum * sum, -2 * p->guard_bits) + p->epsilon, &shift);
        for (int32_t i = 0; i < n; i++)
        {
            const int64_t normal = qcc_round_shift(((int64_t)n * x[i] - sum) * inverse, shift - p->guard_bits);
            const int64_t scaled = normal * p->gains[i] + (p->offsets == NULL ? 0 : p->offsets[i]);
            y[i] = (y_t)clamp64(p->zero_point + qcc_round_shift(scaled, p->shift), p->low, p->high);
        }
    }
}
