/* The greatest of best and count elements. */
x_t qcc_greatest_TYPES(const x_t *x, int32_t step, int32_t count, x_t best)
{
    for (int32_t i = 0; i < count; i++)
    {
        best = x[i * step] > best ? x[i * step] : best;
    }
    return best;
}
