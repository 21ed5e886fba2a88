using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Rewrite;
using static Qcc.Core.Ops.ActivationOperators;
using static Qcc.Core.Ops.ContribOperators;
using static Qcc.Core.Ops.ConvolutionOperators;
using static Qcc.Core.Ops.ElementwiseOperators;

namespace Qcc.Passes.Recognize;

/// <summary>x·Sigmoid(α·x)  =>  com.microsoft.QuickGelu(x) {alpha = α}:  SiLU with α = 1, the quick Gelu of CLIP with α = 1.702</summary>
/// <remarks>
/// ONNX Runtime makes this operator itself, but not behind a DequantizeLinear, which it doubles for the two readers. Behind a convolution
/// the two nodes stay: both have integer kernels there, which are faster (docs/int8-cpu.md, section 4).
/// </remarks>
public sealed class RecognizeQuickGelu : RewriteRule
{
    static readonly Polynomial product = Polynomial.With(d1: 1);
    static readonly IReadOnlyList<Operator> products = [Mul], convolutions = [Conv, ConvTranspose];

    public override string Summary => "x·Sigmoid(α·x) => com.microsoft.QuickGelu(x) {alpha = α}";

    public override OpPattern Before { get; } = products.OfAny();

    public override string? Guard(Match m) => Find(m.Root) is not { X: var x } ? ""
        : x.Producer is { } producer && convolutions.Contains(producer.Operator) ? "behind a convolution Sigmoid and Mul run in integers"
        : null;

    public override Value After(Match m, Rewriter r)
    {
        Gate gate = Find(m.Root)!;
        return r.Node(QuickGelu, [gate.X], ("alpha", (float)gate.Argument.Linear));
    }

    static Gate? Find(Node root) => Gate.Of(root, n => n.Operator == Sigmoid ? n.Input(0) : null).FirstOrDefault(g =>
        g.X.TensorType?.Element == ElementType.F32 && g.Y.Is(product, ElementType.F32) && g.Argument.Linear != 0
        && g.Argument.Is(Polynomial.With(c1: g.Argument.Linear), ElementType.F32));
}
