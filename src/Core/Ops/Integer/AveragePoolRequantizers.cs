using System.Collections.Concurrent;

namespace Qcc.Core.Ops.Integer;

/// <summary>
/// Average pooling (docs/integer-arithmetic.md 3.4): S = Σ(q - z) over n valid taps, then R31 with m = s_x / (n·s_y), one multiplier for each
/// n that occurs (borders have fewer taps where padding is not counted).
/// </summary>
/// <param name="inputScale">s_x.</param>
/// <param name="outputScale">s_y.</param>
/// <param name="codes">Zero point and limits of the result.</param>
/// <param name="width">Bits of the multipliers, 2..31.</param>
public sealed class AveragePoolRequantizers(float inputScale, float outputScale, CodeRange codes, int width)
{
    readonly ConcurrentDictionary<int, R31Requantizer> _byCount = new();

    /// <summary>The requantizer of a sum of <paramref name="count"/> taps; the multiplier is the nearest to the exact quotient.</summary>
    /// <param name="count">n, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">m is 2^(w-1) or more.</exception>
    public R31Requantizer For(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return _byCount.GetOrAdd(count, n => new R31Requantizer(
            Dyadic.Nearest(Rational.Of(inputScale) / (Rational.Of(outputScale) * Rational.Of(n)), width), codes));
    }

    /// <summary>The float requantizer of QLinearGlobalAveragePool in ONNX Runtime: m = fl(s_x / fl(s_y·fl(n))).</summary>
    public static F32Requantizer Global(float inputScale, float outputScale, int count, CodeRange codes)
    {
        float divisor = outputScale * count;
        return new F32Requantizer(inputScale / divisor, codes);
    }
}
