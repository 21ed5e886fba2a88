using Qcc.Core.Ir;

namespace Qcc.Benchmarks.TestModels;

/// <summary>
/// Weights from a seed, the same on every machine: SplitMix64 (Steele, Lea and Flood, Fast Splittable Pseudorandom Number
/// Generators) and arithmetic that IEEE 754 rounds correctly, so no library function can change a bit.
/// </summary>
sealed class SeededWeights(ulong seed)
{
    ulong _state = seed;

    /// <summary>Filters with standard deviation √(2 / fan-in), which keeps the size of activations through Relu layers.</summary>
    public Tensor Filters(int fanIn, params ReadOnlySpan<long> shape) => Draw(MathF.Sqrt(2f / fanIn), shape);

    /// <summary>Biases with standard deviation 0.1.</summary>
    public Tensor Bias(long channels) => Draw(0.1f, [channels]);

    Tensor Draw(float deviation, ReadOnlySpan<long> shape)
    {
        long count = 1;
        foreach (long size in shape)
        {
            count *= size;
        }
        var data = new float[count];
        for (int i = 0; i < data.Length; i++)
        {
            data[i] = Bell() * deviation;
        }
        return Tensor.Of(data, shape);
    }

    /// <summary>Sum of four uniform numbers, shifted and scaled to mean 0 and variance 1.</summary>
    float Bell() => (Uniform() + Uniform() + Uniform() + Uniform() - 2) * 1.7320508f;

    float Uniform() => (Next() >> 40) * (1f / (1 << 24));

    ulong Next()
    {
        _state += 0x9e3779b97f4a7c15;
        ulong z = _state;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
        z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
        return z ^ (z >> 31);
    }
}
