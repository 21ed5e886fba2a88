/* floor of the square root, bit by bit. */
static int64_t square_root(int64_t v)
{
    int64_t rest = v, root = 0;
    for (int64_t bit = (int64_t)1 << 60; bit != 0; bit >>= 2)
    {
        const int fits = rest >= root + bit;
        rest -= fits ? root + bit : 0;
        root = (root >> 1) + (fits ? bit : 0);
    }
    return root;
}

/* 2^shift / sqrt(v) in Q22: D * inverse, shifted by shift, is D / sqrt(v). */
static int64_t reciprocal_root(int64_t v, int32_t *shift)
{
    const int32_t bits = bit_length((uint64_t)v), j = bits <= 52 ? (52 - bits) / 2 : -((bits - 51) / 2);
    *shift = 34 - j;
    return ((int64_t)1 << 56) / square_root(j >= 0 ? v << (2 * j) : v >> (-2 * j));
}
