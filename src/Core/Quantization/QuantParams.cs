using Qcc.Core.Ir;

namespace Qcc.Core.Quantization;

/// <summary>
/// Affine quantization x ≈ scale·(q - zeroPoint) (docs/integer-arithmetic.md 1.1), per tensor (one scale) or per channel
/// along <see cref="Axis"/> (one scale and zero point per slice).
/// </summary>
/// <param name="Type">Type of the codes.</param>
/// <param name="Scales">Positive, finite float32 scales.</param>
/// <param name="ZeroPoints">Codes of zero, as many as scales.</param>
/// <param name="Axis">The channel axis, or null per tensor.</param>
public sealed record QuantParams(ElementType Type, float[] Scales, int[] ZeroPoints, int? Axis = null)
{
    /// <summary>Per-tensor parameters.</summary>
    public static QuantParams PerTensor(ElementType type, float scale, int zeroPoint) => new(type, [scale], [zeroPoint]);

    public float Scale => Scales.Length == 1 ? Scales[0] : throw new InvalidOperationException("a per-channel scale is read as one");
    public int ZeroPoint => ZeroPoints.Length == 1 ? ZeroPoints[0] : throw new InvalidOperationException("a per-channel zero point is read as one");

    /// <summary>
    /// uint8 parameters whose range contains zero, [min(low,0), max(high,0)]: scale = (max - min)/255, zero point = round(-min/scale)
    /// (docs/integer-arithmetic.md 1.1). An empty range gets scale 1.
    /// </summary>
    public static QuantParams Unsigned8(float low, float high)
    {
        double min = Math.Min(low, 0), max = Math.Max(high, 0);
        float scale = (float)((max - min) / 255);
        if (!(scale > 1e-30f))
        {
            scale = 1;
        }
        int zeroPoint = (int)Math.Clamp(Math.Round(-min / scale, MidpointRounding.ToEven), 0, 255);
        return PerTensor(ElementType.U8, scale, zeroPoint);
    }

    /// <summary>int16 parameters around zero: scale = max(-min, max) / 32767, zero point 0. An empty range gets scale 1.</summary>
    public static QuantParams Symmetric16(float low, float high)
    {
        float scale = (float)(Math.Max(-(double)Math.Min(low, 0), Math.Max(high, 0)) / 32767);
        return PerTensor(ElementType.S16, scale > 1e-30f ? scale : 1, 0);
    }

    /// <summary>The least and greatest value that the codes represent (per tensor).</summary>
    public (float Low, float High) Range
    {
        get
        {
            (long low, long high) = Type.Range();
            return ((low - ZeroPoint) * Scale, (high - ZeroPoint) * Scale);
        }
    }

    public bool Equals(QuantParams? other) => other is not null && Type == other.Type && Axis == other.Axis
        && Scales.AsSpan().SequenceEqual(other.Scales) && ZeroPoints.AsSpan().SequenceEqual(other.ZeroPoints);

    public override int GetHashCode() => HashCode.Combine(Type, Axis, Scales.Length, Scales[0], ZeroPoints[0]);
}
