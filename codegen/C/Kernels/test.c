/*
 * Compares the network's outputs with recorded ones, bit for bit.
 *   --trace      every layer too
 *   --file PATH  samples of a file beside the compiled ones: inputs, outputs, and 8 bytes a layer, the lowest byte first
 * The last line counts what was compared; the exit code is 0 where nothing differed.
 */
#include "NAME_HERE.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "test_vectors.h"

static int tracing;
static long tensors, mismatches;
static const uint64_t *layers;
#ifndef QCC_NO_FILES
static uint64_t file_layers[TEST_LAYERS + 1];
#endif

static void fail(const char *reason)
{
    printf("%s\n", reason);
    mismatches++;
}

static void compare(const char *name, const void *got, const void *expected, int32_t width, int32_t count)
{
    const uint8_t *a = got, *b = expected;
    int32_t i = 0;
    tensors++;
    while (i < width * count && a[i] == b[i])
    {
        i++;
    }
    if (i < width * count)
    {
        printf("output %s differs at element %ld of %ld\n", name, (long)(i / width), (long)count);
        mismatches++;
    }
}

/* FNV-1a of 64 bits over the elements' bytes, the lowest first. */
static uint64_t hash_of(const void *values, int32_t width, int32_t count)
{
    const uint16_t one = 1;
    const int little = *(const uint8_t *)&one;
    const uint8_t *bytes = values;
    uint64_t hash = 14695981039346656037u;
    for (int32_t i = 0; i < count; i++)
    {
        for (int32_t k = 0; k < width; k++)
        {
            hash = (hash ^ bytes[i * width + (little ? k : width - 1 - k)]) * 1099511628211u;
        }
    }
    return hash;
}

static void trace_layer(int32_t layer, const char *name, const void *values, int32_t width, int32_t count)
{
    if (tracing)
    {
        const int same = hash_of(values, width, count) == layers[layer];
        printf("layer %ld %s, %ld elements: %s\n", (long)layer, name, (long)count, same ? "same" : "DIFFERS");
        tensors++;
        mismatches += !same;
    }
}

/* NETWORK */

int main(int argc, char **argv)
{
    const char *path = NULL;
    for (int i = 1; i < argc; i++)
    {
        if (strcmp(argv[i], "--trace") == 0)
        {
            tracing = 1;
        }
        else if (strcmp(argv[i], "--file") == 0 && i + 1 < argc)
        {
            path = argv[++i];
        }
        else
        {
            printf("usage: %s [--trace] [--file PATH]\n", argv[0]);
            return 2;
        }
    }
    for (int32_t sample = 0; sample < TEST_SAMPLES; sample++)
    {
        layers = test_layers[sample];
        run_sample(sample);
    }
#ifndef QCC_NO_FILES
    if (path != NULL)
    {
        FILE *file = fopen(path, "rb");
        if (file == NULL)
        {
            fail("the file cannot be read");
        }
        else
        {
            int next = fgetc(file);
            layers = file_layers;
            if (next == EOF)
            {
                fail("the file holds no sample");
            }
            while (next != EOF)
            {
                ungetc(next, file);
                if (!read_sample(file))
                {
                    fail("the file ends inside of a sample");
                    break;
                }
                run_file_sample(0);
                next = fgetc(file);
            }
            fclose(file);
        }
    }
#else
    (void)path;
#endif
    printf("%ld tensors compared, %ld mismatches\n", tensors, mismatches);
    return mismatches == 0 ? 0 : 1;
}
