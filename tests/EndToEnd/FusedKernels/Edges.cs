using Qcc.Core.Ir;
using Qcc.Core.Ops;

namespace Qcc.EndToEnd.Tests.FusedKernels;

/// <summary>Between floats and codes (docs/integer-arithmetic.md 1.1).</summary>
static class Edges
{
    /// <summary>x, y_scale, y_zero_point.</summary>
    public static Tensor QuantizeLinear(KernelInputs k) => k[1].Count == 1 ? Quantized(k[0], k[1], k[2]) : throw new InvalidDataException("scales of channels");

    /// <summary>x, x_scale, x_zero_point: fl(fl(q - z)·s), one scale for all or one for each slice.</summary>
    public static Tensor DequantizeLinear(KernelInputs k)
    {
        float[] scales = k[1].Floats.ToArray();
        long[] codes = k[0].ToInt64(), zeros = k.Optional(2)?.ToInt64() ?? [0];
        long axis = k.Node.Int("axis", 1), inner = scales.Length == 1 ? 1 : k[0].Shape.Skip((int)(axis < 0 ? axis + k[0].Rank : axis) + 1).Aggregate(1L, (a, b) => a * b);
        if (k.Node.Int("block_size", 0) != 0)
        {
            throw new InvalidDataException("scales of blocks");
        }
        return Tensor.Of([.. codes.Select((q, i) => (q - zeros[i / inner % zeros.Length]) * scales[i / inner % scales.Length])], [.. k[0].Shape]);
    }

    /// <summary>x; the codes alone are compared, as the other two results are one number each and the codes depend on them.</summary>
    public static Tensor DynamicQuantizeLinear(KernelInputs k) => Dynamic(k[0]).Codes;

    /// <summary>The range includes 0; s = fl((max - min) / 255), z = RNE(clamp(fl(-min / s), 0, 255)).</summary>
    public static (Tensor Codes, CodeType Type) Dynamic(Tensor x)
    {
        float low = 0, high = 0;
        foreach (float v in x.Floats)
        {
            (low, high) = (Math.Min(low, v), Math.Max(high, v));
        }
        float scale = low == high ? 1 : (high - low) / 255;
        int zero = (int)MathF.Round(Math.Clamp(-low / scale, 0, 255), MidpointRounding.ToEven);
        var type = new CodeType(ElementType.U8, scale, zero);
        return (Quantized(x, Tensor.Scalar(scale), new Tensor(ElementType.U8, [], new[] { (byte)zero })), type);
    }

    static Tensor Quantized(Tensor x, Tensor scale, Tensor zeroPoint) =>
        Evaluated.One(QuantizationOperators.QuantizeLinear, (zeroPoint.Element, x.Shape), [], x, scale, zeroPoint);
}
