/* A function of 16 bits, linear between the entries of a table. */
void qcc_interpolate_TYPES(const x_t *x, const qcc_curve *f, int32_t count, y_t *y)
{
    const int32_t width = 16 - f->segment_bits;
    for (int32_t i = 0; i < count; i++)
    {
        const int32_t at = (int32_t)x[i] + 32768, rest = at & (((int32_t)1 << width) - 1);
        const int32_t *entry = f->table + (at >> width);
        const int64_t between = qcc_round_shift(((int64_t)entry[1] - entry[0]) * rest, width);
        y[i] = (y_t)clamp64(f->zero_point + qcc_round_shift(entry[0] + between, f->guard_bits), f->low, f->high);
    }
}
