using Qcc.Core.Ir;
using Qcc.Core.Rewrite;
using static Qcc.Core.Ops.QuantizationOperators;
using static Qcc.Core.Ops.ReductionOperators;

namespace Qcc.Passes.Lower.Integer;

/// <summary>ArgMax(DQ(x))  =>  ArgMax(x): a positive scale keeps the order</summary>
/// <remarks>docs/integer-arithmetic.md 3.5.</remarks>
public sealed class LowerArgMax : RewriteRule
{
    static readonly Matched argMax = new("argMax"), x = new("x");

    public override string Summary => "ArgMax(DQ(x)) => ArgMax(x)";

    public override Stage Stage => Stage.Lower;

    public override OpPattern Before { get; } = ArgMax.Of(DequantizeLinear.OfAny().As(x)).As(argMax);

    public override string? Guard(Match m) => IntegerOperands.Refusal(m[x].Output);

    public override Value After(Match m, Rewriter r)
    {
        r.Continues = m[argMax];
        return r.Node(ArgMax, [m[x].Inputs[0]], m[argMax].Attributes);
    }
}
