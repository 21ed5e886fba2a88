using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Rewrite;
using static Qcc.Core.Ops.ActivationOperators;
using static Qcc.Core.Ops.ElementwiseOperators;

namespace Qcc.Passes.Recognize;

/// <summary>
/// x·HardSigmoid(x) {alpha = 1/6, beta = 1/2}  =>  HardSwish(x);  x·Clip(x + 3, 0, 6)/6  =>  HardSwish(x),  in any order of the
/// operations; Clip may be Min(Relu(x + 3), 6). From opset 14 on.
/// </summary>
/// <remarks>Formula: Howard et al., "Searching for MobileNetV3", section 5.2.</remarks>
public sealed class RecognizeHardSwish : RewriteRule
{
    static readonly Polynomial identity = Polynomial.With(c1: 1), plus3 = Polynomial.With(c0: 3, c1: 1);
    static readonly Polynomial product = Polynomial.With(d1: 1), sixth = Polynomial.With(d1: 1.0 / 6);
    static readonly IReadOnlyList<Operator> products = [Mul, Div];

    public override string Summary => "x·HardSigmoid(x) {1/6, 1/2} => HardSwish(x), and so for x·Clip(x + 3, 0, 6)/6";

    public override OpPattern Before { get; } = products.OfAny();

    public override int FirstOpset => 14;

    public override string? Guard(Match m)
    {
        if (OfClip(m.Root) is not null)
        {
            return null;
        }
        // Exporters write 1/6 with seven digits; the nearest floats differ by 1.5e-8.
        return OfHardSigmoid(m.Root) is not { Function: var gate } ? ""
            : Math.Abs(gate.Float("alpha", 0.2f) - 1f / 6) <= 2e-8f && gate.Float("beta", 0.5f) == 0.5f ? null
            : "alpha is not 1/6 or beta is not 1/2";
    }

    public override Value After(Match m, Rewriter r) => r.Node(HardSwish, [(OfClip(m.Root) ?? OfHardSigmoid(m.Root)!).X]);

    static Gate? OfHardSigmoid(Node root) => Gate.Of(root, n => n.Operator == HardSigmoid ? n.Input(0) : null)
        .FirstOrDefault(g => g.Y.Is(product, ElementType.F32) && g.Argument.Is(identity, ElementType.F32));

    static Gate? OfClip(Node root) => Gate.Of(root, Relu6)
        .FirstOrDefault(g => g.X.TensorType?.Element is { } element && g.Y.Is(sixth, element) && g.Argument.Is(plus3, element));

    /// <summary>The argument of min(max(u, 0), 6), or null.</summary>
    static Value? Relu6(Node node)
    {
        if (node.Operator == Clip && Number.Of(node.Input(2)) is 6 && node.Input(0) is { } clipped)
        {
            return Number.Of(node.Input(1)) is 0 ? clipped : node.Input(1) is null ? AtLeast0(clipped) : null;
        }
        return node.Operator == Min && WithNumber(node, 6) is { } bounded ? AtLeast0(bounded) : null;
    }

    static Value? AtLeast0(Value value) => value.Producer is not { } node ? null
        : node.Operator == Relu ? node.Input(0)
        : node.Operator == Max ? WithNumber(node, 0)
        : node.Operator == Clip && node.Input(2) is null && Number.Of(node.Input(1)) is 0 ? node.Input(0) : null;

    /// <summary>The other one of two operands where one is the number.</summary>
    static Value? WithNumber(Node node, double number) => node.Inputs.Count != 2 ? null
        : Number.Of(node.Input(0)) == number ? node.Input(1)
        : Number.Of(node.Input(1)) == number ? node.Input(0) : null;
}
