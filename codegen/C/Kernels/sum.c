/* Sum of x - zero_point over count elements. */
uint32_t qcc_sum_TYPES(const x_t *x, int32_t step, int32_t count, int32_t zero_point)
{
    uint32_t sum = 0;
    for (int32_t i = 0; i < count; i++)
    {
        sum += (uint32_t)(x[i * step] - zero_point);
    }
    return sum;
}
