/* As qcc_add where every sum fits 32 bits and the shift is at least 1. */
void qcc_add32_TYPES(const x_t *a, int32_t a_step, const w_t *b, int32_t b_step, int32_t count, const qcc_addition *p, y_t *y)
{
    const int32_t half = (int32_t)1 << (p->shift - 1);
    for (int32_t i = 0; i < count; i++, a += a_step, b += b_step)
    {
        const int32_t sum = (*a - p->a_zero_point) * p->a_multiplier + (*b - p->b_zero_point) * p->b_multiplier + half;
        y[i] = (y_t)clamp32(p->zero_point + (sum >= 0 ? sum >> p->shift : ~(~sum >> p->shift)), p->low, p->high);
    }
}
