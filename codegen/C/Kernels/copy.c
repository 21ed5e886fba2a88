/* Moves count elements that lie step apart. */
void qcc_copy_TYPES(const x_t *x, int32_t x_step, x_t *y, int32_t y_step, int32_t count)
{
    for (int32_t i = 0; i < count; i++)
    {
        y[i * y_step] = x[i * x_step];
    }
}
