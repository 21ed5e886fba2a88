/* Rows of n codes to mean square 1, then a gain and an offset for each element. */
void qcc_rms_normalization_TYPES(const x_t *x, int32_t rows, int32_t n, const qcc_normalization *p, y_t *y)
{
    for (int32_t r = 0; r < rows; r++, x += n, y += n)
    {
        int64_t squares = 0, inverse;
        int32_t shift;
        for (int32_t i = 0; i < n; i++)
        {
            const int64_t q = (int64_t)x[i] - p->x_zero_point;
            squares += q * q;
        }
        inverse = reciprocal_root(qcc_round_shift(n * squares, -2 * p->guard_bits) + p->epsilon, &shift);
        for (int32_t i = 0; i < n; i++)
        {
            const int64_t normal = qcc_round_shift(n * ((int64_t)x[i] - p->x_zero_point) * inverse, shift - p->guard_bits);
            const int64_t scaled = normal * p->gains[i] + (p->offsets == NULL ? 0 : p->offsets[i]);
            y[i] = (y_t)clamp64(p->zero_point + qcc_round_shift(scaled, p->shift), p->low, p->high);
        }
    }
}
