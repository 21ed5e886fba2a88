/* Probabilities of rows of n scores, scale 2^-output_bits. */
void qcc_softmax_TYPES(const x_t *x, int32_t rows, int32_t n, const qcc_softmax_constants *s, y_t *y)
{
    for (int32_t r = 0; r < rows; r++, x += n, y += n)
    {
        int64_t max = x[0], sum = 0, inverse;
        int32_t length, shift;
        for (int32_t i = 1; i < n; i++)
        {
            max = x[i] > max ? x[i] : max;
        }
        for (int32_t i = 0; i < n; i++)
        {
            sum += exponential(s, max - x[i]);
        }
        length = bit_length((uint64_t)sum);
        shift = 30 + length - s->output_bits;
        inverse = ((int64_t)1 << 61) / (length > 31 ? sum >> (length - 31) : sum << (31 - length));
        for (int32_t i = 0; i < n; i++)
        {
            const int64_t product = exponential(s, max - x[i]) * inverse;
            y[i] = (y_t)clamp64(s->zero_point + ((product + ((int64_t)1 << (shift - 1))) >> shift), s->low, s->high);
        }
    }
}
