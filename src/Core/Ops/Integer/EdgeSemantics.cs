using Qcc.Core.Ir;
using Qcc.Core.Quantization;

namespace Qcc.Core.Ops.Integer;

/// <summary>Where an integer graph meets floats: its inputs and outputs (docs/integer-arithmetic.md 1.1); and conversions between integers (3.10).</summary>
public static class EdgeSemantics
{
    /// <summary>clamp(RNE(fl(x / s)) + z): half to even, after a true division in float32. One scale, or one for each place along "axis".</summary>
    internal static IReadOnlyList<Tensor> Quantize(Node node, IReadOnlyList<Tensor?> inputs) =>
        [Codes(inputs[0]!, Parameters(node, inputs, node.Output.TensorType!.Element))];

    /// <inheritdoc cref="Quantize"/>
    /// <param name="x">f32, any sizes.</param>
    /// <param name="quant">Per tensor, or with as many scales as x has places along the axis.</param>
    public static Tensor Codes(Tensor x, QuantParams quant)
    {
        (long low, long high) = quant.Type.Range();
        int inner = Inner(x, quant);
        var codes = new int[x.Count];
        ReadOnlySpan<float> values = x.Floats;
        for (int i = 0; i < codes.Length; i++)
        {
            int c = i / inner % quant.Scales.Length;
            // Clamped first: a float beyond the type's range, or infinite, has no integer.
            float code = Math.Clamp(MathF.Round(values[i] / quant.Scales[c], MidpointRounding.ToEven), -1e9f, 1e9f);
            codes[i] = (int)Math.Clamp(code + quant.ZeroPoints[c], low, high);
        }
        return IntegerValues.Pack(quant.Type, codes, x.Shape);
    }

    /// <summary>s·(q - z). One scale, or one for each place along "axis".</summary>
    internal static IReadOnlyList<Tensor> Dequantize(Node node, IReadOnlyList<Tensor?> inputs)
    {
        Tensor x = inputs[0]!;
        QuantParams quant = Parameters(node, inputs, x.Element);
        int[] codes = IntegerValues.Of(x);
        int inner = Inner(x, quant);
        var values = new float[codes.Length];
        for (int i = 0; i < values.Length; i++)
        {
            int c = i / inner % quant.Scales.Length;
            values[i] = ((long)codes[i] - quant.ZeroPoints[c]) * quant.Scales[c];
        }
        return [Tensor.Of(values, [.. x.Shape])];
    }

    /// <summary>From one integer type to another, modulo 2^bits; bool is 0 or 1 (docs/integer-arithmetic.md 3.10). At an edge from one float type to another.</summary>
    internal static IReadOnlyList<Tensor> Cast(Node node, IReadOnlyList<Tensor?> inputs)
    {
        var to = (ElementType)node.Int("to", 0);
        return [IsAtEdge(node) ? Floats(inputs[0]!, to) : IntegerValues.Wrap(to, inputs[0]!.ToInt64(), inputs[0]!.Shape)];
    }

    /// <summary>Whether a node is a Cast between float types at an input or output of the graph, whose floats have another type than f32, in which scales are.</summary>
    public static bool IsAtEdge(Node node) => node.Operator == ElementwiseOperators.Cast && Kept.Contains((ElementType)node.Int("to", 0))
        && node.Inputs[0] is { TensorType.Element: var from } input && Kept.Contains(from) && (input.IsGraphInput || node.Output.IsGraphOutput);

    static readonly ElementType[] Kept = [ElementType.F16, ElementType.BF16, ElementType.F32, ElementType.F64];

    /// <summary>A tensor of f16, bf16, f32 or f64 in another one of these types: the nearest numbers, ties to even, ±∞ beyond the greatest.</summary>
    public static Tensor Floats(Tensor x, ElementType to)
    {
        if (x.Element == to)
        {
            return x;
        }
        long[] sizes = [.. x.Shape];
        float[] values = x.Element switch
        {
            ElementType.F32 => x.Floats.ToArray(),
            ElementType.F16 => Array.ConvertAll(x.As<Half>().ToArray(), v => (float)v),
            ElementType.BF16 => Array.ConvertAll(x.As<ushort>().ToArray(), v => BitConverter.UInt32BitsToSingle((uint)v << 16)),
            ElementType.F64 => Array.ConvertAll(x.As<double>().ToArray(), v => (float)v),
            _ => throw new ArgumentOutOfRangeException(nameof(x), x.Element, "no float type of an edge"),
        };
        return to switch
        {
            ElementType.F32 => Tensor.Of(values, sizes),
            ElementType.F16 => Tensor.Of(to, Array.ConvertAll(values, v => (Half)v), sizes),
            ElementType.BF16 => Tensor.Of(to, Array.ConvertAll(values, Rounded), sizes),
            ElementType.F64 => Tensor.Of(to, Array.ConvertAll(values, v => (double)v), sizes),
            _ => throw new ArgumentOutOfRangeException(nameof(to), to, "no float type of an edge"),
        };

        // The upper half of the bits; there are no NaNs here.
        static ushort Rounded(float value)
        {
            uint bits = BitConverter.SingleToUInt32Bits(value), isOdd = (bits >> 16) & 1;
            return (ushort)((bits + 0x7FFF + isOdd) >> 16);
        }
    }

    /// <summary>What a node's scales and zero points mean; zero points that are left out are 0.</summary>
    /// <exception cref="NotSupportedException">A scale for each block.</exception>
    /// <exception cref="ArgumentException">As many scales as neither one nor the places along the axis, or another number of zero points.</exception>
    static QuantParams Parameters(Node node, IReadOnlyList<Tensor?> inputs, ElementType type)
    {
        (Tensor x, Tensor scales) = (inputs[0]!, inputs[1]!);
        if (node.Int("block_size", 0) != 0 || (scales.Rank > 1 && scales.Count > 1))
        {
            throw new NotSupportedException($"{node} has a scale for each block; one scale, or one for each place along an axis, is known");
        }
        int? axis = scales.Count == 1 ? null : Shape.Axis(node.Int("axis", 1), x.Rank);
        int[] zeroPoints = inputs.ElementAtOrDefault(2) is { } zero ? IntegerValues.Of(zero) : new int[scales.Count];
        return scales.Count == (axis is { } a ? x.Shape[a] : 1) && zeroPoints.Length == scales.Count
            ? new QuantParams(type, scales.Floats.ToArray(), zeroPoints, axis)
            : throw new ArgumentException($"{node} has {scales.Count} scales and {zeroPoints.Length} zero points for [{string.Join(',', x.Shape)}]");
    }

    /// <summary>Neighbours that share a scale.</summary>
    static int Inner(Tensor x, QuantParams quant) => quant.Axis is { } axis ? IntegerValues.CountOf(x.Shape.Skip(axis + 1)) : (int)x.Count;
}
