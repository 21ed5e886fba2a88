/* Planes of in[0] x in[1] codes to planes of out[0] x out[1]: each row and column from two, with weights in Q11, one rounding. */
void qcc_resize_linear_TYPES(const x_t *x, int32_t planes, const qcc_resize *s, x_t *y)
{
    for (int32_t p = 0; p < planes; p++, x += s->in[0] * s->in[1])
    {
        for (int32_t i = 0; i < s->out[0]; i++)
        {
            const x_t *above = x + s->rows[i] * s->in[1], *below = x + s->rows[s->out[0] + i] * s->in[1];
            const int32_t upper = s->row_weights[i], lower = 2048 - upper;
            for (int32_t j = 0; j < s->out[1]; j++)
            {
                const int32_t left = s->columns[j], right = s->columns[s->out[1] + j], weight = s->column_weights[j];
                const int64_t first = (int64_t)above[left] * weight + (int64_t)above[right] * (2048 - weight);
                const int64_t second = (int64_t)below[left] * weight + (int64_t)below[right] * (2048 - weight);
                *y++ = (x_t)qcc_round_shift(first * upper + second * lower, 22);
            }
        }
    }
}
