/* To a signed type of half = 2^(bits - 1), which keeps the lowest bits. */
void qcc_wrap_TYPES(const x_t *x, int32_t count, uint64_t half, y_t *y)
{
    for (int32_t i = 0; i < count; i++)
    {
        y[i] = (y_t)((int64_t)(((uint64_t)x[i] + half) & (2 * half - 1)) - (int64_t)half);
    }
}
