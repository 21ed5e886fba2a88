using Qcc.Core.Ir;
using Qcc.Core.Rewrite;
using static Qcc.Core.Ops.ActivationOperators;

namespace Qcc.Passes.Canonicalize;

/// <summary>PRelu(x, slope)  =>  LeakyRelu(x) {alpha = slope},  one slope for all channels</summary>
public sealed class PReluToLeakyRelu : RewriteRule
{
    static readonly Var x = new("x");
    static readonly Const slope = new("slope");

    public override string Summary => "PRelu(x, slope) => LeakyRelu(x) {alpha = slope}";

    public override OpPattern Before { get; } = PRelu.Of(x, slope);

    public override string? Guard(Match m) =>
        m[slope].Count > 0 && m[slope].Floats.IndexOfAnyExcept(m[slope].Floats[0]) < 0 ? null : "the slopes differ";

    public override Value After(Match m, Rewriter r) => r.Node(LeakyRelu, [m[x]], ("alpha", m[slope].Floats[0]));
}
