/* To another type: one that holds the values, or an unsigned one, which keeps the lowest bits. */
void qcc_cast_TYPES(const x_t *x, int32_t count, y_t *y)
{
    for (int32_t i = 0; i < count; i++)
    {
        y[i] = (y_t)x[i];
    }
}
