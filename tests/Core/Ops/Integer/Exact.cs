using System.Numerics;

namespace Qcc.Core.Tests.Ops.Integer;

/// <summary>The same numbers by another way: integers without limits and the definition of rounding.</summary>
static class Exact
{
    /// <summary>floor(numerator / denominator) for a positive denominator.</summary>
    public static BigInteger Floor(BigInteger numerator, BigInteger denominator)
    {
        BigInteger quotient = BigInteger.DivRem(numerator, denominator, out BigInteger remainder);
        return remainder.Sign < 0 ? quotient - 1 : quotient;
    }

    /// <summary>floor(numerator / denominator + 1/2).</summary>
    public static BigInteger RoundHalfUp(BigInteger numerator, BigInteger denominator) => Floor(2 * numerator + denominator, 2 * denominator);

    public static int Clamp(BigInteger code, int low, int high) => (int)BigInteger.Min(BigInteger.Max(code, low), high);
}
