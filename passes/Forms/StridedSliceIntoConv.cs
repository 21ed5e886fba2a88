using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Rewrite;
using static Qcc.Core.Ops.ConvolutionOperators;
using static Qcc.Core.Ops.DataMovementOperators;

namespace Qcc.Passes.Forms;

/// <summary>
/// Conv(Slice(x), w, b) {1x1}  =>  Conv(x, w, b) {1x1, strides},  where the slice takes every s-th row and column of everything:
/// a stride reads the same elements without a copy.
/// </summary>
public sealed class StridedSliceIntoConv : RewriteRule
{
    static readonly Const w = new("w"), b = new("b");
    static readonly Matched slice = new("slice"), conv = new("conv");

    public override string Summary => "Conv(Slice(x), w) {1x1} => Conv(x, w) {1x1, strides}";

    public override OpPattern Before { get; } = Conv.Of(Slice.OfAny().UsedOnce.As(slice), w, b.Optional).As(conv);

    public override string? Guard(Match m)
    {
        if (m[w].Rank != 4 || m[w].Shape[2] != 1 || m[w].Shape[3] != 1 || SliceRange.Of(m[slice], 4) is not { } ranges)
        {
            return "";
        }
        bool plain = (m[conv].Ints("pads") ?? []).All(p => p == 0) && m[conv].Text("auto_pad", "NOTSET") is "NOTSET" or "VALID";
        bool everyNth = ranges.All(r => r.Axis >= 2 && r.Start == 0 && r.Step > 0 && r.End >= int.MaxValue);
        return !plain ? "the convolution has pads of its own" : !everyNth ? "the slice leaves out more than a stride does" : null;
    }

    public override Value After(Match m, Rewriter r)
    {
        long[] strides = m[conv].Ints("strides")?.ToArray() ?? [1, 1];
        foreach (SliceRange range in SliceRange.Of(m[slice], 4)!)
        {
            strides[range.Axis - 2] *= range.Step;
        }
        return r.Node(Conv, [m[slice].Input(0), m.ValueOf(w), m.ValueOf(b)], m[conv].Attributes.Where(a => a.Key != "strides").Append(new("strides", strides)));
    }
}
