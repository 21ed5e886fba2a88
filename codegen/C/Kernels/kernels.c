#include "qcc_kernels.h"

#include <string.h>

static int32_t clamp32(int32_t v, int32_t low, int32_t high)
{
    return v < low ? low : v > high ? high : v;
}

static int32_t clamp64(int64_t v, int32_t low, int32_t high)
{
    return v < low ? low : v > high ? high : (int32_t)v;
}

/* floor(v / 2^c) without a shift of a negative number; compilers make it one arithmetic shift. */
static int64_t floor_shift(int64_t v, int32_t c)
{
    return v >= 0 ? v >> c : ~(~v >> c);
}

int64_t qcc_round_shift(int64_t v, int32_t c)
{
    return c > 0 ? floor_shift(v + ((int64_t)1 << (c - 1)), c) : v * ((int64_t)1 << -c);
}

int32_t qcc_s32(uint32_t bits)
{
    return bits <= (uint32_t)INT32_MAX ? (int32_t)bits : -(int32_t)~bits - 1;
}

int32_t qcc_requantize(const qcc_requantizer *r, int32_t acc, int32_t i)
{
    int64_t scaled;
    switch (r->form)
    {
    case QCC_ACCUMULATOR:
        return acc;
    case QCC_NARROW:
    {
        /* The sum is not negative and below 2^32: nothing is left to clamp. */
        const uint32_t product = (uint32_t)clamp32(acc, r->first[i], r->last[i]) * (uint32_t)r->multiplier[i];
        const uint32_t offset = ((uint32_t)(r->zero_point - r->least) << r->shift[i]) + ((uint32_t)1 << (r->shift[i] - 1));
        return r->least + (int32_t)((product + offset) >> r->shift[i]);
    }
    case QCC_LEAKY:
        scaled = (int64_t)acc * (acc >= 0 ? r->multiplier[i] : r->below[i]);
        break;
    case QCC_POWER:
        scaled = acc;
        break;
    default:
        scaled = (int64_t)acc * r->multiplier[i];
        break;
    }
    return clamp64(r->zero_point + qcc_round_shift(scaled, r->shift[i]), r->low, r->high);
}
