using Qcc.Core.Ir;
using Qcc.Core.Rewrite;
using static Qcc.Core.Ops.ConvolutionOperators;

namespace Qcc.Passes.Forms;

/// <summary>
/// Conv(x, w) {group = g}  =>  Conv(x, w'),  w' = w on the diagonal blocks and zero elsewhere: with at most 8 input channels a group
/// and 64 in all, ONNX Runtime's grouped integer kernel takes 0.9 to 10 times the float convolution's time, the dense one 0.5 to 1
/// (docs/int8-cpu.md 4 (b), (c)).
/// </summary>
public sealed class GroupedConvToDense : RewriteRule
{
    const int WidestGroup = 8, MostChannels = 64;

    static readonly Var x = new("x");
    static readonly Const w = new("w"), b = new("b");
    static readonly Matched conv = new("conv");

    public override string Summary => "Conv(x, w) {narrow groups} => Conv(x, w with zeros between the groups)";

    public override OpPattern Before { get; } = Conv.Of(x, w, b.Optional).As(conv);

    public override string? Guard(Match m)
    {
        if (m[w].Rank < 3)
        {
            return $"the weights have {m[w].Rank} dimensions";
        }
        long groups = m[conv].Int("group", 1), depth = m[w].Shape[1];
        if (groups < 1 || m[w].Shape[0] % groups != 0)
        {
            return $"{m[w].Shape[0]} filters do not divide into {groups} groups";
        }
        if (groups == 1 || (depth == 1 && m[w].Shape[0] == groups))
        {
            return "";
        }
        return depth > WidestGroup ? $"{depth} channels a group keep the grouped kernel busy"
            : depth * groups > MostChannels ? $"{depth * groups} channels make too many zeros"
            : null;
    }

    public override Value After(Match m, Rewriter r)
    {
        Tensor weight = m[w];
        (int outputs, int depth, int groups) = ((int)weight.Shape[0], (int)weight.Shape[1], (int)m[conv].Int("group", 1));
        int taps = (int)(weight.Count / outputs / depth);
        var dense = new float[checked(outputs * depth * groups * taps)];
        for (int n = 0; n < outputs; n++)
        {
            int group = n / (outputs / groups);
            weight.Floats.Slice(n * depth * taps, depth * taps).CopyTo(dense.AsSpan((n * groups + group) * depth * taps));
        }
        long[] shape = [outputs, (long)depth * groups, .. weight.Shape.Skip(2)];
        return r.Node(Conv, [m[x], r.Constant(Tensor.Of(dense, shape), m.ValueOf(w)!), m.ValueOf(b)], m[conv].Attributes.Where(a => a.Key != "group"));
    }
}
