using Qcc.Core.Ir;
using Qcc.Core.Rewrite;
using static Qcc.Core.Ops.ActivationOperators;
using static Qcc.Core.Ops.ElementwiseOperators;

namespace Qcc.Passes.Canonicalize;

/// <summary>Mul(x, HardSigmoid(x) {alpha = 1/6, beta = 1/2})  =>  HardSwish(x),  from opset 14 on</summary>
public sealed class RecognizeHardSwish : RewriteRule
{
    const long FirstOpset = 14;
    static readonly Var x = new("x");
    static readonly Matched gate = new("gate");

    public override string Summary => "Mul(x, HardSigmoid(x) {1/6, 1/2}) => HardSwish(x)";

    public override OpPattern Before { get; } = Mul.Of(x, HardSigmoid.Of(x).UsedOnce.As(gate)).Commutative;

    public override string? Guard(Match m)
    {
        // Exporters write 1/6 with seven digits; the nearest floats differ by 1.5e-8.
        bool sixth = Math.Abs(m[gate].Float("alpha", 0.2f) - 1f / 6) <= 2e-8f && m[gate].Float("beta", 0.5f) == 0.5f;
        return sixth ? null : "alpha is not 1/6 or beta is not 1/2";
    }

    public override bool Run(Graph graph, PassContext context) =>
        context.Model.OpsetOf("") >= FirstOpset && base.Run(graph, context);

    public override Value After(Match m, Rewriter r) => r.Node(HardSwish, [m[x]]);
}
