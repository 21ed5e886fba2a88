/* Where a window lies: its first tap, and the taps from..to - 1 that are not on padding. */
typedef struct
{
    int32_t start[3], from[3], to[3];
} placed_window;

/* Places the window of output o; returns whether all of its taps lie inside. */
static int place(const qcc_window *k, int32_t o0, int32_t o1, int32_t o2, placed_window *at)
{
    const int32_t o[3] = {o0, o1, o2};
    int whole = 1;
    for (int32_t d = 0; d < 3; d++)
    {
        const int32_t start = o[d] * k->stride[d] - k->pad[d], rest = k->in[d] - start;
        at->start[d] = start;
        at->from[d] = start >= 0 ? 0 : (k->dilation[d] - 1 - start) / k->dilation[d];
        at->to[d] = k->kernel[d];
        if ((k->kernel[d] - 1) * k->dilation[d] >= rest)
        {
            at->to[d] = rest <= 0 ? 0 : (rest + k->dilation[d] - 1) / k->dilation[d];
        }
        whole = whole && at->from[d] == 0 && at->to[d] == k->kernel[d];
    }
    return whole;
}
