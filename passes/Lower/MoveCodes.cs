using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Rewrite;
using static Qcc.Core.Ops.DataMovementOperators;
using static Qcc.Core.Ops.PoolingOperators;
using static Qcc.Core.Ops.QuantizationOperators;

namespace Qcc.Passes.Lower;

/// <summary>Q(move(DQ(x, s, z), ...), s, z)  =>  move(x, ...): what moves elements, or takes their maximum, does so with their codes.</summary>
/// <remarks>Exact: Q(DQ(q)) = q, and a positive scale keeps the order.</remarks>
public sealed class MoveCodes : RewriteRule
{
    /// <summary>Operators whose ONNX Runtime kernels take unsigned bytes.</summary>
    static readonly Operator[] Moves = [MaxPool, Reshape, Flatten, Squeeze, Unsqueeze, Transpose, Slice, DepthToSpace, Resize];

    static readonly Matched move = new("move"), y = new("y");
    static readonly Const s = new("s"), z = new("z", ElementType.U8);

    public override string Summary => "Q(Transpose(DQ(x))) => Transpose(x) for equal scales; other movements and MaxPool alike";

    public override Stage Stage => Stage.Lower;

    public override OpPattern Before { get; } = QuantizeLinear.Of(Moves.OfAny().As(move).UsedOnce, s, z).As(y);

    public override string? Guard(Match m) =>
        m[move].Inputs[0]?.Producer is not { } x || x.Operator != DequantizeLinear ? ""
        : CodeOperands.ActivationRefusal(x) ?? CodeOperands.ActivationRefusal(m[y])
        ?? (!CodeOperands.HaveSameParameters(x, m[y]) ? "its result has another scale or zero point"
        : !(m[y].Constant(1)!.Floats[0] > 0) ? "its scale is not positive"
        : m[move].Operator == Resize && (m[move].Text("mode", "nearest") != "nearest" || m[move].Text("coordinate_transformation_mode", "") == "tf_crop_and_resize") ? "interpolates or fills in"
        : null);

    public override Value After(Match m, Rewriter r) =>
        r.Node(m[move].Operator, [m[move].Inputs[0]!.Producer!.Inputs[0], .. m[move].Inputs.Skip(1)], m[move].Attributes);
}
