using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Rewrite;
using static Qcc.Core.Ops.ActivationOperators;
using static Qcc.Core.Ops.ConvolutionOperators;
using static Qcc.Core.Ops.DataMovementOperators;
using static Qcc.Core.Ops.ElementwiseOperators;
using static Qcc.Core.Ops.PoolingOperators;

namespace Qcc.Passes.Canonicalize;

/// <summary>Conv(Pad(x, p), w, b) {pads = q}  =>  Conv(x, w, b) {pads = p + q},  zeros around the image; and so for pools where exact</summary>
/// <remarks>
/// AveragePool counts the padded zeros (count_include_pad) as the Pad did. MaxPool pads with -∞: the same only where x ≥ 0 and
/// each window holds an element of x, that is, where each pad is smaller than the window.
/// </remarks>
public sealed class FoldPadIntoConv : RewriteRule
{
    static readonly Matched node = new("node");

    public override string Summary => "Conv(Pad(x, p), w, b) {pads = q} => Conv(x, w, b) {pads = p + q}; pools where exact";

    public override OpPattern Before { get; } = new[] { Conv, AveragePool, MaxPool }.OfAny().As(node);

    public override string? Guard(Match m)
    {
        Node n = m[node];
        if (PadBefore(n) is not { } before)
        {
            return "";
        }
        if (Amounts(n, before) is not { } pads)
        {
            return "the padding is not of zeros around the image, or not constant";
        }
        if (n.Operator == Conv)
        {
            return null;
        }
        if (n.Int("ceil_mode", 0) != 0)
        {
            return "ceil_mode counts windows differently";
        }
        return n.Operator == AveragePool ? AverageRefusal(n) : MaxRefusal(n, before, pads);
    }

    public override Value After(Match m, Rewriter r)
    {
        Node n = m[node], before = PadBefore(n)!;
        IntsAttribute pads = new(Amounts(n, before)!);
        IEnumerable<(string, AttributeValue?)> kept = n.Attributes
            .Where(a => a.Key is not ("pads" or "auto_pad" or "count_include_pad")).Select(a => (a.Key, (AttributeValue?)a.Value));
        return r.Node(n.Operator, [before.Input(0), .. n.Inputs.Skip(1)], [.. kept, ("pads", pads), ("count_include_pad", n.Operator == AveragePool ? 1 : null)]);
    }

    static Node? PadBefore(Node n) => n.Input(0) is { IsUsedOnce: true, Producer: { } p } && p.Operator == Pad ? p : null;

    /// <summary>The sum of both paddings, begins before ends, or null.</summary>
    static long[]? Amounts(Node n, Node before)
    {
        int rank = before.Input(0)?.TensorType?.Rank ?? 0, spatial = rank - 2;
        bool zeros = before.Text("mode", "constant") == "constant" && before.Float("value", 0) == 0
            && (before.Input(2) is null || before.Constant(2) is { Element: ElementType.F32, Count: 1 } v && v.Floats[0] == 0);
        if (!zeros || spatial < 1 || n.Text("auto_pad", "NOTSET") is not ("NOTSET" or "VALID") || PadAmounts.Of(before, rank) is not { } amounts)
        {
            return null;
        }
        long[] own = n.Text("auto_pad", "NOTSET") == "NOTSET" ? n.Ints("pads")?.ToArray() ?? new long[2 * spatial] : new long[2 * spatial];
        long[] added = [.. amounts.Begin.Skip(2), .. amounts.End.Skip(2)];
        bool image = amounts.Begin.Take(2).Concat(amounts.End.Take(2)).All(p => p == 0) && added.All(p => p >= 0) && own.Length == added.Length && own.All(p => p is >= 0 and <= int.MaxValue);
        return image ? [.. own.Zip(added, (a, b) => a + b)] : null;
    }

    static string? AverageRefusal(Node n) => n.Int("count_include_pad", 0) != 0 || n.Ints("pads")?.All(p => p == 0) != false
        ? null
        : "the pool does not count its own padding, but counts the Pad's";

    static string? MaxRefusal(Node n, Node before, long[] pads)
    {
        int spatial = pads.Length / 2;
        if (n.Ints("pads")?.Any(p => p != 0) == true || n.Ints("dilations")?.Any(d => d != 1) == true)
        {
            return "the pool has padding or dilations of its own";
        }
        if (n.Ints("kernel_shape") is not { } kernel || kernel.Count != spatial || pads.Where((p, i) => p >= kernel[i % spatial]).Any())
        {
            return "a window could lie in the padding altogether";
        }
        return before.Input(0)?.Producer is { } source && (source.Operator == Relu || source.Operator == Sigmoid || IsClippedAtZero(source))
            ? null
            : "elements may be negative, and the padded zeros greater";
    }

    static bool IsClippedAtZero(Node source) => source.Operator == Clip && source.Constant(1) is { Element: ElementType.F32, Count: 1 } low && low.Floats[0] >= 0;
}
