/* Kernels of integer networks. No allocation, no floats, no signed overflow, no shift of a negative number. */
#ifndef QCC_KERNELS_H
#define QCC_KERNELS_H

#include <stddef.h>
#include <stdint.h>

/* How an accumulator becomes a code. */
typedef enum
{
    QCC_ACCUMULATOR, /* not at all: 32-bit sums are stored */
    QCC_NARROW,      /* clamp(acc, first, last) * multiplier, then a shift, all in 32 bits */
    QCC_WIDE,        /* a 64-bit product, rounded half up, then clamped */
    QCC_LEAKY,       /* as QCC_WIDE, with multipliers "below" for negative accumulators */
    QCC_POWER        /* a shift alone */
} qcc_form;

/* code = clamp(zero_point + round(acc * multiplier[i] / 2^shift[i]), low, high), i = channel * channel_step + position * position_step. */
typedef struct
{
    qcc_form form;
    int32_t zero_point, low, high;
    int32_t channel_step, position_step;
    const int32_t *multiplier, *below;
    const int8_t *shift;
    const int32_t *first, *last; /* QCC_NARROW: the accumulators whose code lies in low..high before it is clamped */
    int32_t least;               /* QCC_NARROW: least code of the type */
} qcc_requantizer;

/* A convolution or pooling over up to three dimensions; those that are missing in front have size 1. */
typedef struct
{
    int32_t batch, channels, filters, groups;
    int32_t in[3], out[3], kernel[3], stride[3], dilation[3], pad[3];
} qcc_window;

/* clamp(zero_point + round(((a - a_zero_point) * a_multiplier + (b - b_zero_point) * b_multiplier) / 2^shift), low, high) */
typedef struct
{
    int32_t a_zero_point, b_zero_point, a_multiplier, b_multiplier, shift;
    int32_t zero_point, low, high;
} qcc_addition;

/* clamp(zero_point + round((a - a_zero_point) * (b - b_zero_point) * multiplier / 2^shift), low, high) */
typedef struct
{
    int32_t a_zero_point, b_zero_point, multiplier, shift;
    int32_t zero_point, low, high;
} qcc_product;

/* A table of 2^segment_bits + 1 entries with guard bits. */
typedef struct
{
    const int32_t *table;
    int32_t segment_bits, guard_bits;
    int32_t zero_point, low, high;
} qcc_curve;

/* How a softmax computes e^(-d * scale). */
typedef enum
{
    QCC_EXP_TABLE,       /* 256 entries */
    QCC_EXP_TWO_TABLES,  /* e^(-256 * k * scale) and e^(-k * scale) */
    QCC_EXP_POLYNOMIAL,  /* 2^-f by Horner, coefficients in the table */
    QCC_EXP_SHIFT,       /* shifts and additions */
    QCC_EXP_SHIFT_POWER  /* the same for a scale of 2^-shift */
} qcc_exponential;

/* A softmax to codes of scale 2^-output_bits. */
typedef struct
{
    qcc_exponential form;
    const int32_t *table;
    const uint32_t *high_table, *low_table;
    int32_t degree, multiplier, shift, output_bits;
    int32_t zero_point, low, high;
} qcc_softmax_constants;

/* A normalization of rows; offsets may be NULL. */
typedef struct
{
    const int32_t *gains;
    const int64_t *offsets;
    int64_t epsilon;
    int32_t x_zero_point, guard_bits, shift;
    int32_t zero_point, low, high;
} qcc_normalization;

/* Linear interpolation of planes: for each row and column of the result the two that it reads, and the first one's weight in Q11. */
typedef struct
{
    int32_t in[2], out[2];
    const int32_t *rows, *row_weights, *columns, *column_weights;
} qcc_resize;

/* v / 2^c rounded half up; v * 2^-c for negative c. */
int64_t qcc_round_shift(int64_t v, int32_t c);

/* The code of an accumulator; i chooses multiplier and shift. */
int32_t qcc_requantize(const qcc_requantizer *r, int32_t acc, int32_t i);

/* The two's complement reading of 32 bits: sums may wrap on the way, the last one fits. */
int32_t qcc_s32(uint32_t bits);

/* Number i of an array of weights. */
#define qcc_at(w, i) ((w)[i])

/* Number i of weights from -8 to 7 that share bytes, the low half first. */
static inline int32_t qcc_s4_at(const uint8_t *w, int32_t i)
{
    return (((w[i / 2] >> (i % 2 * 4)) & 15) ^ 8) - 8;
}

