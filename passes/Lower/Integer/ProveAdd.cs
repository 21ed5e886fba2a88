using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Ops.Integer;
using Qcc.Core.Quantization;
using Qcc.Core.Rewrite;

namespace Qcc.Passes.Lower.Integer;

/// <summary>
/// Moves the scale of a sum of two 8-bit values by a few units in the last place, at most 2e-5 of itself, so that an integer addition gives for each of the
/// 65,536 pairs of codes the code that ONNX Runtime's QLinearAdd computes in float32 (docs/integer-arithmetic.md 3.1).
/// </summary>
/// <remarks>
/// A sum that cannot be made equal keeps its scale, and the trace says for how many pairs it differs: where both quotients of scales are short fractions, sums
/// lie halfway between codes. So does one whose codes are moved on with the same scale.
/// </remarks>
public sealed class ProveAdd : Pass
{
    public override string Summary => "moves scales of sums by units in the last place until integer additions round as float32 does";

    public override Stage Stage => Stage.Lower;

    public override bool Run(Graph graph, PassContext context)
    {
        bool changed = false;
        foreach (Node quantize in graph.Nodes.Where(n => n.Operator == QuantizationOperators.QuantizeLinear).ToArray())
        {
            changed |= Move(quantize, context);
        }
        return changed;
    }

    bool Move(Node quantize, PassContext context)
    {
        if (quantize.Input(0)?.Producer is not { } add || add.Operator != ElementwiseOperators.Add || IntegerOperands.Parameters(quantize) is not { } result
            || IntegerOperands.Refusal(add.Input(0)) is not null || IntegerOperands.Refusal(add.Input(1)) is not null)
        {
            return false;
        }
        (QuantParams left, QuantParams right) = (IntegerOperands.Parameters(add.Inputs[0]!.Producer)!, IntegerOperands.Parameters(add.Inputs[1]!.Producer)!);
        if (new[] { left, right, result }.Any(q => q.Type.BitWidth() != 8) || IntegerOperands.MultiplierRefusal([left.Scale / result.Scale, right.Scale / result.Scale], DyadicAdd.Width) is not null)
        {
            return false;
        }
        foreach (int units in NudgedScale.Steps(MayMove(quantize, result) ? EqualRequantizer.MaxUnits(result.Scale) : 0))
        {
            QuantParams moved = QuantParams.PerTensor(result.Type, BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(result.Scale) + units), result.ZeroPoint);
            if (EqualAdd.Find(Nearest(left, right, moved), LowerBinary.KernelSum(add, left, right, moved), CodeRange.Of(left), CodeRange.Of(right)) is not null)
            {
                if (units != 0)
                {
                    context.Step(Name, quantize.Output);
                    SetScale(quantize, moved.Scale);
                }
                return units != 0;
            }
        }
        int differ = EqualAdd.Differences(Nearest(left, right, result), LowerBinary.KernelSum(add, left, right, result), CodeRange.Of(left), CodeRange.Of(right));
        context.Declined(Name, quantize.Output, $"{differ} of 65536 pairs of codes get another sum than in float32");
        return false;
    }

    static DyadicAdd Nearest(QuantParams left, QuantParams right, QuantParams result) =>
        DyadicAdd.Of(left.Scale, left.ZeroPoint, right.Scale, right.ZeroPoint, result.Scale, CodeRange.Of(result));

    /// <summary>Whether nobody keeps the codes with their scale, as movements do, and no other layer reads the biases of those that read the codes.</summary>
    static bool MayMove(Node quantize, QuantParams parameters) =>
        !quantize.Output.IsGraphOutput && quantize.Output.Uses.All(u => u.Node.Operator == QuantizationOperators.DequantizeLinear && !u.Node.Output.IsGraphOutput
            && u.Node.Output.Uses.All(r => !r.Node.Outputs.OfType<Value>().SelectMany(o => o.Uses).Any(q => parameters.Equals(IntegerOperands.Parameters(q.Node)))))
        && Biases(quantize).All(b => b.Bias.Output.IsUsedOnce);

    /// <summary>Biases, whose scales are s_x·s_w, of the layers that read the codes, with the scales of the weights.</summary>
    static IEnumerable<(Node Bias, Tensor WeightScales)> Biases(Node quantize) =>
        from conversion in quantize.Output.Uses
        from read in conversion.Node.Output.Uses
        where read.Index == 0 && read.Node.Input(2)?.Producer?.Operator == QuantizationOperators.DequantizeLinear && read.Node.Input(1)?.Producer?.Constant(1) is { Element: ElementType.F32 }
        select (read.Node.Input(2)!.Producer!, read.Node.Input(1)!.Producer!.Constant(1)!);

    static void SetScale(Node quantize, float scale)
    {
        foreach ((Node bias, Tensor weights) in Biases(quantize).ToArray())
        {
            IntegerOperands.SetScales(bias, [.. weights.Floats.ToArray().Select(s => scale * s)]);
        }
        foreach (Node conversion in quantize.Output.Uses.Select(u => u.Node).Append(quantize).ToArray())
        {
            IntegerOperands.SetScales(conversion, [scale]);
        }
    }
}
