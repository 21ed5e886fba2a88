/* Bits of a number: the least n with v < 2^n. */
static int32_t bit_length(uint64_t v)
{
    int32_t n = 0;
    for (; v != 0; v >>= 1)
    {
        n++;
    }
    return n;
}
