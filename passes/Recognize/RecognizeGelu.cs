using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Rewrite;
using static Qcc.Core.Ops.ActivationOperators;
using static Qcc.Core.Ops.ElementwiseOperators;

namespace Qcc.Passes.Recognize;

/// <summary>
/// ½·x·(1 + Erf(x/√2))  =>  Gelu(x);
/// ½·x·(1 + Tanh(√(2/π)·(x + 0.044715·x³)))  =>  Gelu(x) {approximate="tanh"},  in any order of the operations
/// </summary>
/// <remarks>Formulas: Hendrycks and Gimpel, "Gaussian Error Linear Units", section 2. ONNX Runtime runs the second at a third of the time.</remarks>
public sealed class RecognizeGelu : RewriteRule
{
    static readonly double root2 = Math.Sqrt(2), rootOf2OverPi = Math.Sqrt(2 / Math.PI);
    static readonly Polynomial half = Polynomial.With(c1: 0.5, d1: 0.5);
    static readonly Polynomial erf = Polynomial.With(c1: 1 / root2);
    static readonly Polynomial tanh = Polynomial.With(c1: rootOf2OverPi, c3: 0.044715 * rootOf2OverPi);
    static readonly IReadOnlyList<Operator> products = [Mul, Div];

    public override string Summary => "½·x·(1 + Erf(x/√2)) => Gelu(x), and so for its approximation with Tanh";

    public override OpPattern Before { get; } = products.OfAny();

    public override int FirstOpset => 20;

    public override string? Guard(Match m) => Find(m.Root) is null ? "" : null;

    public override Value After(Match m, Rewriter r)
    {
        Gate gate = Find(m.Root)!;
        return r.Node(Gelu, [gate.X], ("approximate", gate.Function.Operator == Tanh ? (AttributeValue)"tanh" : null));
    }

    static Gate? Find(Node root) => Gate.Of(root, n => n.Operator == Erf || n.Operator == Tanh ? n.Input(0) : null)
        .FirstOrDefault(g => g.X.TensorType?.Element is { } element && g.Y.Is(half, element) && g.Argument.Is(g.Function.Operator == Erf ? erf : tanh, element));
}
