using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Rewrite;
using static Qcc.Core.Ops.DataMovementOperators;
using static Qcc.Core.Ops.PoolingOperators;
using static Qcc.Core.Ops.ReductionOperators;

namespace Qcc.Passes.Canonicalize;

/// <summary>ReduceMean(x) {all spatial axes}  =>  GlobalAveragePool(x),  followed by Flatten where the axes are dropped</summary>
public sealed class ReduceMeanToGlobalAveragePool : RewriteRule
{
    static readonly Matched mean = new("mean");

    public override string Summary => "ReduceMean(x) {all spatial axes} => GlobalAveragePool(x)";

    public override OpPattern Before { get; } = ReduceMean.OfAny().As(mean);

    public override string? Guard(Match m)
    {
        if (m[mean].Input(0)?.TensorType is not { Rank: 4 or 5, Element: ElementType.F32 } x)
        {
            return "";
        }
        bool spatial = Shape.ReducedAxes(m[mean], x.Rank!.Value)?.SequenceEqual(Enumerable.Range(2, x.Rank.Value - 2)) == true;
        return spatial ? null : "";
    }

    public override Value After(Match m, Rewriter r)
    {
        Value pooled = r.Node(GlobalAveragePool, [m[mean].Input(0)]);
        return m[mean].Int("keepdims", 1) != 0 ? pooled : r.Node(Flatten, [pooled], ("axis", 1));
    }
}
