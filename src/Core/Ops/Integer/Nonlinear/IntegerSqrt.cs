using System.Numerics;

namespace Qcc.Core.Ops.Integer.Nonlinear;

/// <summary>isqrt(v) = floor(√v) of an integer (docs/integer-arithmetic.md 5.5). Both methods give the same number; inner widths are v's.</summary>
public static class IntegerSqrt
{
    /// <summary>Bit by bit: one compare, subtraction and shift for each of at most 31 bits of the root, as hardware does it.</summary>
    /// <param name="value">0 ≤ v &lt; 2^62.</param>
    /// <exception cref="ArgumentOutOfRangeException">v is outside.</exception>
    public static long Floor(long value)
    {
        long rest = Require(value), root = 0;
        for (long bit = rest == 0 ? 0 : 1L << (BitOperations.Log2((ulong)rest) & ~1); bit != 0; bit >>= 2)
        {
            bool fits = rest >= root + bit;
            rest -= fits ? root + bit : 0;
            root = (root >> 1) + (fits ? bit : 0);
        }
        return root;
    }

    /// <summary>Newton: r ← (r + floor(v/r)) >> 1 from 2^ceil(bits/2) until it no longer falls, at most six divisions below 2^62.</summary>
    /// <inheritdoc cref="Floor" path="/param"/>
    /// <inheritdoc cref="Floor" path="/exception"/>
    public static long Newton(long value)
    {
        if (Require(value) == 0)
        {
            return 0;
        }
        for (long root = Above(value); ;)
        {
            long next = (root + value / root) >> 1;
            if (next >= root)
            {
                return root;
            }
            root = next;
        }
    }

    /// <summary>
    /// I-ViT's root: a fixed number of Newton's steps, but from 2^ceil(bits/2). Its published start 2^16 cannot come below 64 in ten steps.
    /// Six steps leave floor(√v) or one more.
    /// </summary>
    /// <param name="value">0 &lt; v &lt; 2^62.</param>
    /// <param name="steps">At least 1.</param>
    public static long NewtonSteps(long value, int steps)
    {
        long root = Above(Require(value));
        for (int i = 0; i < steps; i++)
        {
            root = (root + value / root) >> 1;
        }
        return root;
    }

    /// <summary>2^ceil(bits/2), at least √v.</summary>
    static long Above(long value) => 1L << ((BitOperations.Log2((ulong)value) + 2) / 2);

    static long Require(long value) => value >> 62 == 0
        ? value
        : throw new ArgumentOutOfRangeException(nameof(value), value, "a root is taken of 0 to 2^62 - 1");
}
