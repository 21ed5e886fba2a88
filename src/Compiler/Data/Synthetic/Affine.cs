using Qcc.Core.Ir;

namespace Qcc.Data.Synthetic;

/// <summary>y = x·Scale + Offset, one pair for all channels or one for each: what a model does to an input before it uses it.</summary>
sealed record Affine(float[] Scale, float[] Offset)
{
    public static Affine Identity { get; } = new([1], [0]);

    public bool MovesMean => Offset.Any(o => o != 0);
    public bool Scales => Scale.Any(s => s != 1);

    /// <summary>This, then times a constant; null where the channels differ in number or a factor is 0.</summary>
    public Affine? Times(ReadOnlySpan<float> factors)
    {
        float[] f = factors.ToArray();
        return f.Contains(0) || Zip(Scale, f, (a, b) => a * b) is not { } scale || Zip(Offset, f, (a, b) => a * b) is not { } offset ? null : new(scale, offset);
    }

    /// <summary>This, then plus a constant.</summary>
    public Affine? Plus(ReadOnlySpan<float> terms) => Zip(Offset, terms.ToArray(), (a, b) => a + b) is { } offset ? this with { Offset = offset } : null;

    /// <summary>The x whose y has the given mean and deviation.</summary>
    public Reals? Inverse(float[] mean, float[] std, float low = float.NegativeInfinity, float high = float.PositiveInfinity)
    {
        if (Zip(mean, Offset, (m, o) => m - o) is not { } moved || Zip(moved, Scale, (m, s) => m / s) is not { } x || Zip(std, Scale, (d, s) => MathF.Abs(d / s)) is not { } deviation)
        {
            return null;
        }
        bool one = Scale.Length == 1 && Offset.Length == 1;
        (float a, float b) = one ? ((low - Offset[0]) / Scale[0], (high - Offset[0]) / Scale[0]) : (float.NegativeInfinity, float.PositiveInfinity);
        return new Reals(x, deviation, Math.Min(a, b), Math.Max(a, b));
    }

    static float[]? Zip(float[] a, float[] b, Func<float, float, float> f) => a.Length != b.Length && a.Length != 1 && b.Length != 1
        ? null
        : [.. Enumerable.Range(0, Math.Max(a.Length, b.Length)).Select(i => f(a[a.Length == 1 ? 0 : i], b[b.Length == 1 ? 0 : i]))];
}
