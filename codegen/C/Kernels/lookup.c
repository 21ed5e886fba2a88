/* Any function of 8 bits: y = table[x - least]. */
void qcc_lookup_TYPES(const x_t *x, const y_t *table, int32_t least, int32_t count, y_t *y)
{
    for (int32_t i = 0; i < count; i++)
    {
        y[i] = table[x[i] - least];
    }
}
