/* One value count times. */
void qcc_fill_TYPES(x_t *y, int32_t count, const x_t *value)
{
    for (int32_t i = 0; i < count; i++)
    {
        y[i] = *value;
    }
}
