/* Codes or sums to codes of another scale, [outer, channels, inner] elements with one multiplier a channel; x and y may be the same. */
void qcc_rescale_TYPES(const x_t *x, int32_t zero_point, int32_t outer, int32_t channels, int32_t inner, const qcc_requantizer *r, y_t *y)
{
    for (int32_t o = 0; o < outer; o++)
    {
        for (int32_t c = 0; c < channels; c++)
        {
            for (int32_t i = 0; i < inner; i++)
            {
                *y++ = (y_t)qcc_requantize(r, *x++ - zero_point, c);
            }
        }
    }
}
