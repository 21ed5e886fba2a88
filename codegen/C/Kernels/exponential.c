/* e^-u for u in Q16: Q16, by shifts and additions. */
static int32_t shift_exponential(int64_t q16)
{
    const int32_t u = q16 < ((int32_t)22 << 16) ? (int32_t)q16 : (int32_t)22 << 16;
    const int32_t t = u + (u >> 1) - (u >> 4) + (u >> 8) + (u >> 10), g = t & 16383;
    int32_t chord;
    switch ((t & 65535) >> 14)
    {
    case 0:
        chord = 65424 - ((g >> 1) + (g >> 3) + (g >> 7) + (g >> 8));
        break;
    case 1:
        chord = 55013 - ((g >> 1) + (g >> 5) + (g >> 8));
        break;
    case 2:
        chord = 46258 - ((g >> 1) - (g >> 5) - (g >> 6) - (g >> 8));
        break;
    default:
        chord = 38905 - ((g >> 2) + (g >> 3) + (g >> 8));
        break;
    }
    return chord >> (t >> 16);
}

/* e^(-d * scale) in Q24 for d >= 0. */
static int64_t exponential(const qcc_softmax_constants *s, int64_t d)
{
    int64_t t, a;
    switch (s->form)
    {
    case QCC_EXP_TABLE:
        return s->table[d];
    case QCC_EXP_TWO_TABLES:
        return qcc_round_shift(qcc_round_shift((int64_t)s->high_table[d >> 8] * s->low_table[d & 255], 32), 6);
    case QCC_EXP_POLYNOMIAL:
        t = qcc_round_shift(d * s->multiplier, s->shift);
        t = t < ((int32_t)31 << 16) ? t : (int32_t)31 << 16;
        a = s->table[s->degree];
        for (int32_t k = s->degree - 1; k >= 0; k--)
        {
            a = s->table[k] + qcc_round_shift(a * (t & 65535), 16);
        }
        return qcc_round_shift(qcc_round_shift(a, (int32_t)(t >> 16)), 6);
    case QCC_EXP_SHIFT:
        return (int64_t)shift_exponential(qcc_round_shift(d * s->multiplier, s->shift)) * 256;
    default: /* QCC_EXP_SHIFT_POWER: the scale is 2^-shift */
        t = (int64_t)22 << s->shift;
        return (int64_t)shift_exponential(((d < t ? d : t) << 16) >> s->shift) * 256;
    }
}
