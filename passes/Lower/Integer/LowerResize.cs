using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Ops.Integer;
using Qcc.Core.Ops.Integer.Nonlinear;
using Qcc.Core.Quantization;
using Qcc.Core.Rewrite;
using static Qcc.Core.Ops.QuantizationOperators;

namespace Qcc.Passes.Lower.Integer;

/// <summary>Q(Resize(DQ(x)), s, z)  =>  qcc.ResizeLinear(x), linear between rows and columns with weights in Q11</summary>
/// <remarks>docs/integer-arithmetic.md 3.9. Weights sum to one, so that codes keep their scale and zero point.</remarks>
public sealed class LowerResize : RewriteRule
{
    static readonly Matched resize = new("resize"), y = new("y");
    static readonly Const s = new("s"), z = new("z", ElementType.Undefined);

    public override string Summary => "Q(Resize(DQ(x))) => qcc.ResizeLinear(x) in mode linear";

    public override Stage Stage => Stage.Lower;

    public override OpPattern Before { get; } = QuantizeLinear.Of(DataMovementOperators.Resize.OfAny().As(resize).UsedOnce, s, z).As(y);

    public override string? Guard(Match m) => m[resize].Text("mode", "nearest") != "linear" ? ""
        : IntegerOperands.Refusal(m[resize].Input(0)) ?? IntegerOperands.Refusal(m[y]) ?? Refusal(m[resize])
        ?? (!IntegerOperands.Parameters(m[resize].Input(0)!.Producer)!.Equals(IntegerOperands.Parameters(m[y])) ? "its result has another scale or zero point" : null);

    public override Value After(Match m, Rewriter r)
    {
        r.Continues = m[resize];
        (Tensor rows, Tensor rowWeights) = LinearResizeSemantics.ConstantsOf(AxisOf(m[resize], 2));
        (Tensor columns, Tensor columnWeights) = LinearResizeSemantics.ConstantsOf(AxisOf(m[resize], 3));
        string name = m[resize].Output.Name;
        return r.Node(IntegerOperators.ResizeLinear,
            [IntegerOperands.Codes(m[resize].Input(0)!), r.Constant(rows, $"{name}_rows"), r.Constant(rowWeights, $"{name}_row_weights"), r.Constant(columns, $"{name}_columns"), r.Constant(columnWeights, $"{name}_column_weights")]);
    }

    /// <summary>Why a linear Resize has no integer form, or null: planes of known sizes, enlarged in height and width.</summary>
    public static string? Refusal(Node node)
    {
        if (node.Text("mode", "nearest") == "nearest")
        {
            return NearestIndices.Refusal(node);
        }
        return node.Text("mode", "nearest") != "linear" ? $"interpolates in mode {node.Text("mode", "")}"
            : node.Int("antialias", 0) != 0 || node.Int("exclude_outside", 0) != 0 ? "averages or leaves out what lies outside"
            : SourceCoordinates.Refusal(node)
            ?? (node.Input(0)?.TensorType?.Rank is { } rank && rank != 4 ? $"interpolates over {rank} dimensions; planes of pictures have 4" : null)
            ?? (node.Input(0)?.TensorType?.Shape is not { Count: 4 } from || node.Output.TensorType?.Shape is not { Count: 4 } to
                || from.Concat(to).Any(d => d.Size is null) || from[0] != to[0] || from[1] != to[1] ? "its planes have no known sizes, or it enlarges batch or channels" : null);
    }

    static LinearResizeAxis AxisOf(Node node, int axis)
    {
        (long from, long to) = (node.Inputs[0]!.TensorType!.Size(axis)!.Value, node.Output.TensorType!.Size(axis)!.Value);
        return LinearResizeAxis.Create((int)from, [.. Enumerable.Range(0, (int)to).Select(i => (double)SourceCoordinates.Of(node, axis, from, to, i))]);
    }
}
