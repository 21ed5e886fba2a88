using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Rewrite;
using static Qcc.Core.Ops.ElementwiseOperators;
using static Qcc.Core.Ops.NormalizationOperators;

namespace Qcc.Passes.Forms;

/// <summary>LayerNormalization(Add(a, b))  =>  LayerNormalization(Sum(a, b)),  the sum being read by nothing else</summary>
/// <remarks>
/// ONNX Runtime makes one SkipLayerNormalization of an Add with its LayerNormalization, whose kernel takes eight times as long as both
/// (docs/int8-cpu.md, section 5). It does not look for Sum, which runs as fast as Add.
/// </remarks>
public sealed class AddToSumBeforeNormalization : RewriteRule
{
    static readonly Var a = new("a"), b = new("b");

    public override string Summary => "LayerNormalization(Add(a, b)) => LayerNormalization(Sum(a, b))";

    public override OpPattern Before { get; } = Add.Of(a, b);

    public override string? Guard(Match m)
    {
        Value sum = m.Root.Output;
        bool normalized = sum.IsUsedOnce && sum.Uses[0] is { Index: 0, Node: var reader } && reader.Operator == LayerNormalization;
        return !normalized ? "" : sum.TensorType?.Element == ElementType.F32 ? null : "the sum is not f32";
    }

    public override Value After(Match m, Rewriter r) => r.Node(Sum, [m[a], m[b]]);
}
