using System.Numerics;

namespace Qcc.Data.Synthetic;

/// <summary>
/// xoshiro256** (Blackman and Vigna, "Scrambled Linear Pseudorandom Number Generators", 2021), seeded by SplitMix64. Only
/// integer arithmetic and sums: the same numbers on every machine.
/// </summary>
sealed class Xoshiro
{
    ulong _a, _b, _c, _d;

    public Xoshiro(ulong seed)
    {
        (_a, _b, _c, _d) = (SplitMix(ref seed), SplitMix(ref seed), SplitMix(ref seed), SplitMix(ref seed));
    }

    public ulong Next()
    {
        ulong result = BitOperations.RotateLeft(_b * 5, 7) * 9, shifted = _b << 17;
        _c ^= _a;
        _d ^= _b;
        _b ^= _c;
        _a ^= _d;
        _c ^= shifted;
        _d = BitOperations.RotateLeft(_d, 45);
        return result;
    }

    /// <summary>0 to <paramref name="size"/> - 1, evenly.</summary>
    public long Below(long size) => (long)Math.BigMul(Next(), (ulong)size, out _);

    /// <summary>0 to 1, evenly.</summary>
    public float Uniform() => (Next() >> 40) * (1f / (1 << 24));

    /// <summary>
    /// Mean 0, variance 1: twelve 16-bit uniforms added (Irwin-Hall). Logarithm and cosine of the usual methods differ between
    /// machines in the last bit.
    /// </summary>
    public float Normal()
    {
        ulong sum = 0;
        for (int word = 0; word < 3; word++)
        {
            ulong bits = Next();
            sum += (bits & 0xffff) + ((bits >> 16) & 0xffff) + ((bits >> 32) & 0xffff) + (bits >> 48);
        }
        return (sum + 6f) / 65536f - 6f;
    }

    static ulong SplitMix(ref ulong state)
    {
        ulong z = state += 0x9E3779B97F4A7C15UL;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}
