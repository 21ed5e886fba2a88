/* Sum of two values with a common shift, one rounding; steps are 1, or 0 for an element that is repeated. */
void qcc_add_TYPES(const x_t *a, int32_t a_step, const w_t *b, int32_t b_step, int32_t count, const qcc_addition *p, y_t *y)
{
    for (int32_t i = 0; i < count; i++, a += a_step, b += b_step)
    {
        const int64_t sum = (int64_t)(*a - p->a_zero_point) * p->a_multiplier + (int64_t)(*b - p->b_zero_point) * p->b_multiplier;
        y[i] = (y_t)clamp64(p->zero_point + qcc_round_shift(sum, p->shift), p->low, p->high);
    }
}
