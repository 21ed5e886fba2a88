/* Where the greatest of size codes is, [outer, size, inner]; of equal ones the first, or the last. */
void qcc_arg_max_TYPES(const x_t *x, int32_t outer, int32_t size, int32_t inner, int32_t last, int64_t *y)
{
    for (int32_t o = 0; o < outer; o++, x += size * inner)
    {
        for (int32_t i = 0; i < inner; i++)
        {
            int32_t best = 0;
            for (int32_t k = 1; k < size; k++)
            {
                const x_t value = x[k * inner + i], most = x[best * inner + i];
                best = value > most || (last && value == most) ? k : best;
            }
            *y++ = best;
        }
    }
}
