using Qcc.Core.Ir;
using Qcc.Core.Rewrite;
using static Qcc.Core.Ops.ElementwiseOperators;

namespace Qcc.Passes.Canonicalize;

/// <summary>Sum(a, b)  =>  Add(a, b)</summary>
public sealed class SumToAdd : RewriteRule
{
    static readonly Var a = new("a"), b = new("b");

    public override string Summary => "Sum(a, b) => Add(a, b)";

    public override OpPattern Before { get; } = Sum.Of(a, b);

    public override Value After(Match m, Rewriter r) => r.Node(Add, [m[a], m[b]]);
}
