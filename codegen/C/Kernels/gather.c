/* Blocks of an axis of size blocks, chosen by indices; negative ones count from the end, others are held to the axis. */
void qcc_gather_TYPES(const void *x, int32_t outer, int32_t size, int32_t bytes, const x_t *indices, int32_t count, void *y)
{
    const uint8_t *from = x;
    uint8_t *to = y;
    for (int32_t o = 0; o < outer; o++, from += size * bytes)
    {
        for (int32_t i = 0; i < count; i++, to += bytes)
        {
            const int64_t index = indices[i] < 0 ? (int64_t)indices[i] + size : indices[i];
            memcpy(to, from + clamp64(index, 0, size - 1) * bytes, (size_t)bytes);
        }
    }
}
