using CsCheck;
using Qcc.Core.Quantization;

namespace Qcc.Core.Tests.Quantization;

/// <summary>Counts depend on the values alone, not on how they came.</summary>
public sealed class HistogramTests
{
    static float Largest(ReadOnlySpan<float> values)
    {
        float largest = 0;
        foreach (float v in values)
        {
            largest = MathF.Max(largest, MathF.Abs(v));
        }
        return largest;
    }

    static Histogram Of(ReadOnlySpan<float> values)
    {
        var histogram = new Histogram();
        histogram.Add(values, Largest(values));
        return histogram;
    }

    /// <summary>The definition, in double, where every step is exact.</summary>
    static void Holds(float[] values, Histogram actual)
    {
        int exponent = -140;
        while (Largest(values) >= Math.ScaleB(Histogram.Side, exponent))
        {
            exponent++;
        }
        var counts = new long[2 * Histogram.Side];
        foreach (float v in values.Where(v => v != 0))
        {
            counts[(int)Math.Floor(Math.ScaleB(v, -exponent)) + Histogram.Side]++;
        }
        Assert.Equal(exponent, actual.Exponent);
        Assert.Equal(counts, actual.Counts.ToArray());
        Assert.Equal(values.Count(v => v == 0), actual.Zeros);
        Assert.Equal(values.Length, actual.Total);
    }

    static readonly Gen<(int Seed, int Least, int Most)> Spreads =
        Gen.Select(Gen.Int[0, 1 << 30], Draws.Spreads, (seed, spread) => (seed, spread.Least, spread.Most));

    [Fact]
    public void CountsAreThoseOfTheDefinition() => Spreads.Sample((seed, least, most) =>
    {
        var draws = new Draws(seed);
        float[] values = draws.AnyMagnitude(draws.Count(0, 100), least, most);
        Holds(values, Of(values));
    }, iter: 300);

    [Fact]
    public void NeitherOrderNorSplittingMatters() => Spreads.Sample((seed, least, most) =>
    {
        var draws = new Draws(seed);
        float[] values = draws.AnyMagnitude(draws.Count(1, 100), least, most);
        var one = new Histogram();
        var parts = new List<Histogram>();
        ReadOnlySpan<float> rest = draws.Shuffled(values);
        while (!rest.IsEmpty)
        {
            ReadOnlySpan<float> part = rest[..Math.Min(draws.Count(1, 40), rest.Length)];
            one.Add(part, Largest(part));
            parts.Add(Of(part));
            rest = rest[part.Length..];
        }
        Holds(values, one);
        var merged = new Histogram();
        parts.ForEach(merged.Merge);
        Holds(values, merged);
    }, iter: 300);

    [Fact]
    public void MergingIsAssociativeAndCommutative() => Spreads.Sample((seed, least, most) =>
    {
        var draws = new Draws(seed);
        float[][] parts = [.. Enumerable.Range(0, 3).Select(_ => draws.AnyMagnitude(draws.Count(0, 40), least, most))];
        Histogram left = Of(parts[0]), right = Of(parts[2]), inner = Of(parts[1]);
        left.Merge(Of(parts[1]));
        left.Merge(Of(parts[2]));
        inner.Merge(Of(parts[0]));
        right.Merge(inner);
        float[] all = [.. parts.SelectMany(p => p)];
        Holds(all, left);
        Holds(all, right);
    }, iter: 200);

    /// <summary>Divided by the width of the widest bins, the least negative number would underflow to zero.</summary>
    [Theory]
    [InlineData(1e38f, -1e-38f)]
    [InlineData(-1e38f, 1e-38f)]
    [InlineData(3.4028235e38f, -1e-45f)]
    [InlineData(-3.4028235e38f, -1e-45f)]
    public void TheSignOfTinyValuesIsKept(float large, float tiny)
    {
        float[] values = [large, .. Enumerable.Repeat(tiny, 40)];
        Holds(values, Of(values));
        Histogram grown = Of([tiny]);
        grown.Add(values.AsSpan(0, 40), MathF.Abs(large));
        Holds(values, grown);
    }

    [Fact]
    public void ZerosAreInNoBin()
    {
        Histogram zeros = Of(new float[100]);
        Assert.Equal((100, 100), (zeros.Zeros, zeros.Total));
        Assert.All(zeros.Counts.ToArray(), count => Assert.Equal(0, count));
        zeros.Merge(Of([-0f, 2]));
        Holds([.. new float[101], 2], zeros);
    }
}
