static int32_t volume(const int32_t *sizes)
{
    return sizes[0] * sizes[1] * sizes[2];
}
