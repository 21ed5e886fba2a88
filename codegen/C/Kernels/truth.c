/* 0 for 0, else 1. */
void qcc_truth_TYPES(const x_t *x, int32_t count, y_t *y)
{
    for (int32_t i = 0; i < count; i++)
    {
        y[i] = (y_t)(x[i] != 0);
    }
}
