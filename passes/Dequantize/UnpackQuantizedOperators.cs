using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Rewrite;
using static Qcc.Core.Ops.QuantizationOperators;

namespace Qcc.Passes.Dequantize;

/// <summary>QLinearOp(x, s_x, z_x, w, s_w, z_w, s_y, z_y, b)  =>  Q(Op(DQ(x), DQ(w), s_x·s_w·b), s_y, z_y)</summary>
/// <remarks>
/// So do QGemm, MatMulIntegerToFloat and DynamicQuantizeMatMul, whose result is float. Declines where scales of a bias are computed and for
/// channels last.
/// </remarks>
public sealed class UnpackQuantizedOperators : Pass
{
    /// <summary>Where the operands are in the list of inputs, each followed by its scale and zero point.</summary>
    /// <param name="Float">The operator on floats.</param>
    /// <param name="Result">The scale of the result, followed by its zero point; null: the result is float.</param>
    /// <param name="Bias">The int32 bias.</param>
    sealed record Form(Operator Float, int[] Operands, int? Result, int? Bias = null);

    static readonly Dictionary<Operator, Form> Forms = new()
    {
        [QuantizationOperators.QLinearConv] = new(ConvolutionOperators.Conv, [0, 3], 6, 8),
        [ContribOperators.QLinearConv] = new(ConvolutionOperators.Conv, [0, 3], 6, 8),
        [QLinearMatMul] = new(MatrixOperators.MatMul, [0, 3], 6),
        [ContribOperators.QGemm] = new(MatrixOperators.Gemm, [0, 3], 7, 6),
        [ContribOperators.QLinearAdd] = new(ElementwiseOperators.Add, [0, 3], 6),
        [ContribOperators.QLinearMul] = new(ElementwiseOperators.Mul, [0, 3], 6),
        [ContribOperators.QLinearAveragePool] = new(PoolingOperators.AveragePool, [0], 3),
        [ContribOperators.QLinearGlobalAveragePool] = new(PoolingOperators.GlobalAveragePool, [0], 3),
        [ContribOperators.QLinearSigmoid] = new(ActivationOperators.Sigmoid, [0], 3),
        [ContribOperators.QLinearLeakyRelu] = new(ActivationOperators.LeakyRelu, [0], 3),
    };

    public override string Summary => "QLinearOp(x, s_x, z_x, ..., s_y, z_y) => Q(Op(DQ(x), ...))";

    public override Stage Stage => Stage.Canonicalize;

    public override bool Run(Graph graph, PassContext context)
    {
        bool changed = false;
        foreach (Node node in graph.Nodes.ToArray())
        {
            Value? result = node.Operator == ContribOperators.QLinearConcat ? Concat(node)
                : node.Operator == ContribOperators.MatMulIntegerToFloat ? MatMul(node, Dequantize(node, 0, 2, 4), Dequantize(node, 1, 3, 5), 6)
                : node.Operator == ContribOperators.DynamicQuantizeMatMul ? MatMul(node, node.Inputs[0]!, Dequantize(node, 1, 2, 3), 4)
                : Forms.TryGetValue(node.Operator, out Form? form) ? Unpacked(node, form, context)
                : null;
            if (result is not null)
            {
                context.Step(Name, node.Output);
                graph.ReplaceAllUses(node.Output, result);
                graph.Erase(node);
                changed = true;
            }
        }
        return changed;
    }

    Value? Unpacked(Node node, Form form, PassContext context)
    {
        if (node.Int("channels_last", 0) != 0)
        {
            context.Declined(Name, node.Output, "its channels are last");
            return null;
        }
        Tensor? bias = null;
        if (form.Bias is { } at && node.Input(at) is not null && (bias = FloatBias(node, at)) is null)
        {
            context.Declined(Name, node.Output, "the scale of its bias is computed");
            return null;
        }
        var inputs = new List<Value?>(form.Operands.Select(i => Dequantize(node, i, i + 1, i + 2)));
        if (bias is not null)
        {
            inputs.Add(node.Graph.AddConstant(node.Input(form.Bias!.Value)!.Name, bias));
        }
        Node computed = node.Graph.Insert(node, form.Float, inputs, node.Output.Name);
        computed.Name = node.Name;
        foreach ((string name, AttributeValue value) in node.Attributes.Where(a => a.Key != "channels_last"))
        {
            computed.Set(name, value);
        }
        computed.Output.Type = Float(node.Output);
        return form.Result is { } scale && node.Input(scale) is not null ? Quantize(node, computed.Output, scale) : computed.Output;
    }

    static Value Concat(Node node)
    {
        int[] operands = [.. Enumerable.Range(0, (node.Inputs.Count - 2) / 3).Select(i => 2 + (3 * i))];
        Node concat = node.Graph.Insert(node, DataMovementOperators.Concat, operands.Select(i => Dequantize(node, i, i + 1, i + 2)), node.Output.Name);
        concat.Set("axis", node.Int("axis", 0));
        concat.Output.Type = Float(node.Output);
        return Quantize(node, concat.Output, 0);
    }

    static Value MatMul(Node node, Value a, Value b, int bias)
    {
        Value product = node.Graph.Insert(node, MatrixOperators.MatMul, [a, b], node.Output.Name).Output;
        product.Type = node.Output.Type;
        if (node.Input(bias) is not { } shift)
        {
            return product;
        }
        Value sum = node.Graph.Insert(node, ElementwiseOperators.Add, [product, shift], node.Output.Name).Output;
        sum.Type = node.Output.Type;
        return sum;
    }

    /// <summary>Integers of scale s_x·s_w (Gemm: times alpha) as floats, or null where a scale is no constant.</summary>
    static Tensor? FloatBias(Node node, int at)
    {
        if (node.Constant(at) is not { } bias || node.Constant(1) is not { Count: 1 } x || node.Constant(4) is not { } w)
        {
            return null;
        }
        long[] codes = bias.ToInt64();
        float alpha = node.Float("alpha", 1);
        return Tensor.Of([.. codes.Select((code, i) => code * (alpha * x.Floats[0] * w.Floats[w.Count == 1 ? 0 : i % (int)w.Count]))], [.. bias.Shape]);
    }

    /// <summary>Per channel along the axis that the operator means: the first of filters, the last of matrices.</summary>
    static Value Dequantize(Node node, int codes, int scale, int zeroPoint)
    {
        Value value = node.Inputs[codes]!;
        Node dequantize = node.Graph.Insert(node, DequantizeLinear, [value, node.Input(scale), node.Input(zeroPoint)], $"{value.Name}_float");
        Graph.TrimAbsent(dequantize);
        if (node.Constant(scale) is { Rank: 1, Count: > 1 } && value.TensorType?.Shape is { } shape)
        {
            bool first = node.Operator.Name == "QLinearConv" || (node.Operator == ContribOperators.QGemm && node.Int("transB", 0) != 0);
            dequantize.Set("axis", first ? 0 : shape.Count - 1);
        }
        dequantize.Output.Type = Float(value);
        return dequantize.Output;
    }

    static Value Quantize(Node node, Value value, int scale)
    {
        Node quantize = node.Graph.Insert(node, QuantizeLinear, [value, node.Input(scale), node.Input(scale + 1)], node.Output.Name);
        Graph.TrimAbsent(quantize);
        quantize.Output.Type = node.Output.Type;
        return quantize.Output;
    }

    static TensorType? Float(Value codes) => codes.TensorType is { } type ? type with { Element = ElementType.F32 } : null;
}
