/* y[i] = x[places[i]] */
void qcc_pick_TYPES(const x_t *x, const int32_t *places, x_t *y, int32_t y_step, int32_t count)
{
    for (int32_t i = 0; i < count; i++)
    {
        y[i * y_step] = x[places[i]];
    }
}
