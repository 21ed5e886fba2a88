/* The greater of two codes; steps are 1, or 0 for an element that is repeated. */
void qcc_maximum_TYPES(const x_t *a, int32_t a_step, const x_t *b, int32_t b_step, int32_t count, x_t *y)
{
    for (int32_t i = 0; i < count; i++, a += a_step, b += b_step)
    {
        y[i] = *a > *b ? *a : *b;
    }
}
