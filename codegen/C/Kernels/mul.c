/* Product of two values, requantized; steps are 1, or 0 for an element that is repeated. */
void qcc_mul_TYPES(const x_t *a, int32_t a_step, const w_t *b, int32_t b_step, int32_t count, const qcc_product *p, y_t *y)
{
    for (int32_t i = 0; i < count; i++, a += a_step, b += b_step)
    {
        const int64_t product = (int64_t)(*a - p->a_zero_point) * (*b - p->b_zero_point) * p->multiplier;
        y[i] = (y_t)clamp64(p->zero_point + qcc_round_shift(product, p->shift), p->low, p->high);
    }
}
