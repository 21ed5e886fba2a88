using CsCheck;

namespace Qcc.Core.Tests.Quantization;

/// <summary>Seeded numbers of the distributions that activations and weights have.</summary>
sealed class Draws(int seed)
{
    static readonly (int Least, int Most)[] AllSpreads = [(-149, 127), (-3, 3), (-149, -126), (120, 127), (-127, 20)];

    readonly Random _random = new(seed);

    /// <summary>Exponents for <see cref="AnyMagnitude"/>: everything, ordinary, denormal, huge, small.</summary>
    public static Gen<(int Least, int Most)> Spreads { get; } = Gen.Int[0, AllSpreads.Length - 1].Select(i => AllSpreads[i]);

    public int Count(int least, int most) => _random.Next(least, most + 1);

    /// <summary>Any finite magnitude that float32 has, denormals and zeros included, between 2^least and 2^most.</summary>
    public float[] AnyMagnitude(int count, int least, int most) => Many(count, () =>
    {
        double magnitude = Math.Min(Math.ScaleB(1 + _random.NextDouble(), _random.Next(least, most + 1)), float.MaxValue);
        return _random.Next(8) == 0 ? 0 : (float)(_random.Next(2) == 0 ? magnitude : -magnitude);
    });

    public float[] Gauss(int count) => Many(count, () => (float)Gauss());

    public float[] Laplace(int count) => Many(count, () => (float)((_random.Next(2) == 0 ? -1 : 1) * Math.Log(1 - _random.NextDouble())));

    /// <summary>Student's t with three degrees of freedom: the variance is finite, the extremes are far out.</summary>
    public float[] HeavyTails(int count) => Many(count, () => (float)(Gauss() / Math.Sqrt((Square() + Square() + Square()) / 3)));

    /// <summary>Behind a ReLU: nine of ten are zero.</summary>
    public float[] SparseRelu(int count) => Many(count, () => _random.Next(10) == 0 ? (float)Math.Abs(Gauss()) : 0);

    public float[] Shuffled(float[] values)
    {
        float[] copy = [.. values];
        _random.Shuffle(copy);
        return copy;
    }

    double Gauss() => Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());

    double Square() => Gauss() is var g ? g * g : 0;

    static float[] Many(int count, Func<float> one)
    {
        var values = new float[count];
        for (int i = 0; i < count; i++)
        {
            values[i] = one();
        }
        return values;
    }
}
