namespace Qcc.Core.Ops.Integer.Nonlinear;

/// <summary>The widths that the doc comments promise, asserted while the operators run (docs/integer-arithmetic.md 8.1).</summary>
static class Width
{
    /// <summary>The value, which a signed integer of so many bits holds.</summary>
    /// <exception cref="OverflowException">It does not.</exception>
    public static long Signed(long value, int bits) => value >> (bits - 1) is 0 or -1
        ? value
        : throw new OverflowException($"{value} is no signed number of {bits} bits");
}
