using System.Collections.Immutable;
using Qcc.Core.Ir;
using Qcc.Core.Ops.Integer.Nonlinear;

namespace Qcc.Core.Ops.Integer;

/// <summary>Softmax and normalizations over the last axis (docs/integer-arithmetic.md 5), and how their constants stand in a node.</summary>
public static class NonlinearSemantics
{
    /// <summary>Constant inputs and attributes of a Softmax node.</summary>
    public static (IReadOnlyList<Tensor> Tables, (string Name, AttributeValue Value)[] Attributes) ConstantsOf(IntegerSoftmax softmax, ElementType to)
    {
        (IReadOnlyList<Tensor> Tables, (string, AttributeValue)[] Form) constants = softmax.Exponential switch
        {
            ExpTable exp => ([Tensor.Of(ElementType.S32, exp.Entries.ToArray(), exp.Entries.Length)], [("exponential", "table")]),
            TwoTableExp exp => ([Tensor.Of(ElementType.U32, exp.High.ToArray(), 256), Tensor.Of(ElementType.U32, exp.Low.ToArray(), 256)], [("exponential", "two_tables")]),
            PolynomialExp exp => ([], [("exponential", "polynomial"), ("degree", exp.Degree), ("multiplier", exp.ToLog2.Multiplier), ("shift", exp.ToLog2.Shift)]),
            ShiftExp { Fraction: { } fraction } => ([], [("exponential", "shift"), ("fraction", fraction)]),
            ShiftExp exp => ([], [("exponential", "shift"), ("multiplier", exp.ToQ16.Multiplier), ("shift", exp.ToQ16.Shift)]),
            var other => throw new ArgumentException($"{other.GetType().Name} has no form in a graph"),
        };
        return (constants.Tables,
            [.. constants.Form, ("output_bits", softmax.OutputBits), ("to", (int)to), ("zero_point", softmax.Codes.ZeroPoint), ("low", softmax.Codes.Low), ("high", softmax.Codes.High)]);
    }

    /// <summary>The softmax of a node; its tables are constants.</summary>
    public static IntegerSoftmax SoftmaxOf(Node node, Tensor? first, Tensor? second)
    {
        var scale = new Dyadic((int)node.Int("multiplier", 0), (int)node.Int("shift", 1));
        NegativeExponential exponential = node.Text("exponential", "") switch
        {
            "table" => new ExpTable(1, [.. IntegerValues.Of(first!)]),
            "two_tables" => new TwoTableExp(1, [.. first!.As<uint>()], [.. second!.As<uint>()]),
            "polynomial" => PolynomialExp.Create(1, (int)node.Int("degree", 3)) with { ToLog2 = scale },
            "shift" => new ShiftExp(1, node.Attribute("fraction") is IntAttribute fraction ? (int)fraction.Value : null, scale),
            var unknown => throw new ArgumentException($"Softmax has no exponential \"{unknown}\""),
        };
        return new IntegerSoftmax(exponential, (int)node.Int("output_bits", 8), RequantizeSemantics.CodesOf(node));
    }

    /// <summary>Attributes of a normalization: e, G, the shift of the last step and the result's codes.</summary>
    public static (string Name, AttributeValue Value)[] AttributesOf(long epsilon, int guardBits, NormAffine affine, CodeRange codes, ElementType to) =>
        [("epsilon", epsilon), ("guard_bits", guardBits), ("shift", affine.Shift), ("to", (int)to), ("zero_point", codes.ZeroPoint), ("low", codes.Low), ("high", codes.High)];

    /// <summary>The normalization of a node; gains and offsets are constants.</summary>
    public static IntegerNorm NormOf(Node node, Tensor gains, Tensor? offsets)
    {
        const int FractionBits = 22;
        ImmutableArray<long> h = offsets is null ? [.. new long[gains.Count]] : [.. offsets.ToInt64()];
        var affine = new NormAffine(FractionBits, (int)node.Int("shift", 0), [.. IntegerValues.Of(gains)], h);
        (int guardBits, long epsilon, CodeRange codes) = ((int)node.Int("guard_bits", 0), node.Int("epsilon", 1), RequantizeSemantics.CodesOf(node));
        return node.Operator == IntegerOperators.LayerNormalization ? new IntegerLayerNorm(guardBits, epsilon, affine, codes)
            : new IntegerRmsNorm((int)node.Int("x_zero_point", 0), guardBits, epsilon, affine, codes);
    }

    public static IReadOnlyList<Tensor> Softmax(Node node, IReadOnlyList<Tensor?> inputs)
    {
        int[] values = IntegerValues.Of(inputs[0]!);
        SoftmaxOf(node, inputs.ElementAtOrDefault(1), inputs.ElementAtOrDefault(2)).Apply(values, values, (int)inputs[0]!.Shape[^1]);
        return [IntegerValues.Pack((ElementType)node.Int("to", 0), values, inputs[0]!.Shape)];
    }

    public static IReadOnlyList<Tensor> Normalize(Node node, IReadOnlyList<Tensor?> inputs)
    {
        int[] values = IntegerValues.Of(inputs[0]!);
        NormOf(node, inputs[1]!, inputs.ElementAtOrDefault(2)).Apply(values, values);
        return [IntegerValues.Pack((ElementType)node.Int("to", 0), values, inputs[0]!.Shape)];
    }
}
