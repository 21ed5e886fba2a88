using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Rewrite;
using static Qcc.Core.Ops.QuantizationOperators;

namespace Qcc.Passes.Dequantize;

/// <summary>DQ(Q(x))  =>  x;  DQ(codes)  =>  a constant;  s_x·s_w·float(MatMulInteger(x_q, w))  =>  MatMul(x, s_w·w)</summary>
/// <remarks>
/// Quantizers drop a Relu or Clip whose effect the range of the codes has, so the result of a layer is clipped to that range. Only
/// rounding is undone: results differ from the quantized model's by its roundings. Rounded weights stay rounded.
/// </remarks>
public sealed class RemoveQuantization : Pass
{
    static readonly HashSet<Operator> Layers =
        [.. ConvolutionOperators.All, MatrixOperators.MatMul, MatrixOperators.Gemm, ElementwiseOperators.Add, ElementwiseOperators.Mul, NormalizationOperators.BatchNormalization];

    /// <summary>Types of codes that are integers; float8 and float4 have another grid.</summary>
    static readonly HashSet<ElementType> Codes =
        [ElementType.U8, ElementType.S8, ElementType.U16, ElementType.S16, ElementType.U4, ElementType.S4, ElementType.U2, ElementType.S2];

    public override string Summary => "DQ(Q(x)) => x, DQ(codes) => a constant";

    public override Stage Stage => Stage.Canonicalize;

    public override bool Run(Graph graph, PassContext context)
    {
        bool changed = RemoveWeights(graph, context);
        foreach (Node node in graph.Nodes.ToArray())
        {
            // Earlier replacements may have taken the node along.
            Value? with = !ReferenceEquals(node.FirstOutput?.Producer, node) || (!node.Output.IsUsed && !node.Output.IsGraphOutput) ? null
                : node.Operator == DequantizeLinear ? Undone(node, context)
                : node.Operator == ElementwiseOperators.Mul ? DynamicProduct(node)
                : null;
            if (with is not null)
            {
                context.Step(Name, node.Output);
                graph.ReplaceAllUses(node.Output, with);
                changed = true;
            }
        }
        if (changed)
        {
            new Canonicalize.RemoveDeadCode().Run(graph, context);
        }
        return changed;
    }

    /// <summary>Weights that one run of the float runtime computes: a run for each would take a session for each, one for all the memory of all.</summary>
    const int AtOnce = 16;

    /// <summary>Weights of any type and granularity: the float runtime knows them all.</summary>
    bool RemoveWeights(Graph graph, PassContext context)
    {
        Value[] weights = [.. graph.Nodes.Where(n => n.Operator == DequantizeLinear && n.Inputs.All(i => i is null || i.IsConstant)).Select(n => n.Output)
            .Where(v => v.TensorType is null or { Element: ElementType.F32 })];
        bool changed = false;
        foreach (Value[] together in weights.Chunk(AtOnce))
        {
            foreach ((Value value, Tensor? tensor) in together.Zip(context.Runtime.Evaluate(context.Model, together)))
            {
                if (tensor is { Element: ElementType.F32 })
                {
                    context.Step(Name, value);
                    graph.ReplaceAllUses(value, graph.AddConstant(value.Name, tensor));
                    changed = true;
                }
            }
        }
        return changed;
    }

    /// <summary>What a DequantizeLinear reads before it was quantized, or null where it does not come from floats.</summary>
    Value? Undone(Node dequantize, PassContext context)
    {
        if (dequantize.Inputs[0]!.Producer is not { } quantize)
        {
            return null;
        }
        if (quantize.Operator == DynamicQuantizeLinear)
        {
            return dequantize.Input(1) == quantize.Outputs[1] && dequantize.Input(2) == quantize.Outputs[2] ? quantize.Inputs[0] : null;
        }
        if (!IsPair(quantize, dequantize) || quantize.Operator.Shapes(quantize) is not [{ Element: var codes }])
        {
            return null;
        }
        Value value = quantize.Inputs[0]!;
        bool isLayer = value.Producer is { } layer && Layers.Contains(layer.Operator);
        string? reason = !Codes.Contains(codes) ? $"its codes are {codes.Name()}"
            : isLayer && quantize.Constant(1)!.Count != 1 ? "the range of its codes differs from channel to channel"
            : null;
        if (reason is not null)
        {
            context.Declined(Name, dequantize.Output, reason);
            return null;
        }
        return isLayer ? Clipped(quantize, value, codes) : value;
    }

    /// <summary>Whether a DequantizeLinear reads codes with the parameters with which f32 became them.</summary>
    static bool IsPair(Node quantize, Node dequantize)
    {
        if (quantize.Operator != QuantizeLinear || quantize.Inputs[0]!.TensorType is not { Element: ElementType.F32 } type || dequantize.Output.TensorType is { Element: not ElementType.F32 }
            || quantize.Constant(1) is not { Element: ElementType.F32 } scale || !Same(scale, dequantize.Constant(1)))
        {
            return false;
        }
        bool sameZero = quantize.Input(2) is null ? dequantize.Input(2) is null : Same(quantize.Constant(2), dequantize.Constant(2));
        return sameZero && (scale.Count == 1 || (quantize.Int("block_size", 0) == dequantize.Int("block_size", 0) && AxisOf(quantize, type) == AxisOf(dequantize, type)));
    }

    /// <summary>The axis of scales, counted from the front where the rank is known.</summary>
    static long AxisOf(Node node, TensorType type) => node.Int("axis", 1) is var axis && type.Rank is { } rank ? Shape.Axis(axis, rank) ?? axis : axis;

    /// <summary>clip(value, (least code - zero point)·scale, (greatest code - zero point)·scale).</summary>
    static Value Clipped(Node quantize, Value value, ElementType codes)
    {
        float scale = quantize.Constant(1)!.Floats[0];
        long zero = quantize.Constant(2)?.ToInt64()[0] ?? 0;
        (long low, long high) = codes.Range();
        Graph graph = quantize.Graph;
        Value least = graph.AddConstant($"{value.Name}_least", Tensor.Scalar((low - zero) * scale));
        Value greatest = graph.AddConstant($"{value.Name}_greatest", Tensor.Scalar((high - zero) * scale));
        Value clipped = graph.Insert(quantize, ElementwiseOperators.Clip, [value, least, greatest], $"{value.Name}_clipped").Output;
        clipped.Type = value.Type;
        return clipped;
    }

    /// <summary>Mul(Cast(MatMulInteger(DynamicQuantizeLinear(x), w, z_x, z_w)), Mul(s_x, s_w)).</summary>
    static Value? DynamicProduct(Node scaled)
    {
        for (int i = 0; i < 2; i++)
        {
            if (scaled.Inputs[i]!.Producer is { } cast && cast.Operator == ElementwiseOperators.Cast && cast.Inputs[0]!.Producer is { } product && product.Operator == MatMulInteger
                && product.Inputs[0]!.Producer is { } quantize && quantize.Operator == DynamicQuantizeLinear && product.Input(2) == quantize.Outputs[2]
                && scaled.Inputs[1 - i]!.Producer is { } scales && scales.Operator == ElementwiseOperators.Mul && product.Constant(1) is { } codes
                && OtherOperand(scales, quantize.Outputs[1])?.Constant is { Element: ElementType.F32 } weightScale && (product.Input(3) is null || product.Constant(3) is not null)
                && FloatWeights(codes, weightScale, product.Constant(3)) is { } weights)
            {
                Value result = scaled.Graph.Insert(scaled, MatrixOperators.MatMul, [quantize.Inputs[0], scaled.Graph.AddConstant($"{product.Inputs[1]!.Name}_float", weights)], scaled.Output.Name).Output;
                result.Type = scaled.Output.Type;
                return result;
            }
        }
        return null;
    }

    static Value? OtherOperand(Node node, Value? one) => node.Inputs[0] == one ? node.Inputs[1] : node.Inputs[1] == one ? node.Inputs[0] : null;

    /// <summary>(w - z)·s with one scale and zero point in all, or one for each column; null for other forms.</summary>
    static Tensor? FloatWeights(Tensor codes, Tensor scale, Tensor? zeroPoint)
    {
        long columns = codes.Shape[^1];
        bool fits = (scale.Count == 1 || scale.Count == columns) && (zeroPoint is null || zeroPoint.Count == 1 || zeroPoint.Count == columns);
        if (!fits)
        {
            return null;
        }
        long[] w = codes.ToInt64(), z = zeroPoint?.ToInt64() ?? [0];
        var result = new float[w.Length];
        for (int i = 0; i < result.Length; i++)
        {
            int column = (int)(i % columns);
            result[i] = (w[i] - z[z.Length == 1 ? 0 : column]) * scale.Floats[scale.Count == 1 ? 0 : column];
        }
        return Tensor.Of(result, [.. codes.Shape]);
    }

    static bool Same(Tensor? a, Tensor? b) => a is not null && b is not null && a.Element == b.Element && (a.Count == 1 || a.Shape.SequenceEqual(b.Shape)) && a.Bytes.Span.SequenceEqual(b.Bytes.Span);
}
