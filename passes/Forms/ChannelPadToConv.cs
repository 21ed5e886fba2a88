using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Rewrite;
using static Qcc.Core.Ops.ConvolutionOperators;
using static Qcc.Core.Ops.DataMovementOperators;

namespace Qcc.Passes.Forms;

/// <summary>
/// Pad(x) {zeros, channels only}  =>  Conv(x, w) {1x1},  w[n, c] = 1 where n = c + begin, else 0: between integer convolutions
/// a pad costs two transposes, and the shortcut of a residual network (He et al., option A) consists of one. A weight of one
/// quantizes without error.
/// </summary>
public sealed class ChannelPadToConv : RewriteRule
{
    const int MostChannels = 256;

    static readonly Matched pad = new("pad");

    public override string Summary => "Pad(x) {zeros, channels only} => Conv(x, ones at the kept channels) {1x1}";

    public override OpPattern Before { get; } = Pad.OfAny().As(pad);

    public override string? Guard(Match m)
    {
        if (m[pad].Input(0)?.TensorType is not { Rank: 4, Element: ElementType.F32 } type || PadAmounts.Of(m[pad], 4) is not { } amounts
            || m[pad].Text("mode", "constant") != "constant" || (m[pad].Input(2) is not null && m[pad].Constant(2) is not { Element: ElementType.F32 }))
        {
            return "";
        }
        bool channelsOnly = amounts.Begin.Concat(amounts.End).Where((_, i) => i % 4 != 1).All(a => a == 0);
        bool grows = amounts.Begin[1] >= 0 && amounts.End[1] >= 0 && amounts.Begin[1] + amounts.End[1] > 0;
        return !channelsOnly || !grows ? ""
            : m[pad].Constant(2) is { } value && value.Floats[0] != 0 ? "pads with another value than zero"
            : type.Size(1) is not { } channels ? "the number of channels is not known"
            : channels + amounts.Begin[1] + amounts.End[1] > MostChannels ? $"more than {MostChannels} channels make too many products"
            : null;
    }

    public override Value After(Match m, Rewriter r)
    {
        PadAmounts amounts = PadAmounts.Of(m[pad], 4)!;
        (long channels, long begin) = (m[pad].Input(0)!.TensorType!.Size(1)!.Value, amounts.Begin[1]);
        long outputs = channels + begin + amounts.End[1];
        var weights = new float[outputs * channels];
        for (long c = 0; c < channels; c++)
        {
            weights[(c + begin) * channels + c] = 1;
        }
        return r.Node(Conv, [m[pad].Input(0), r.Constant(Tensor.Of(weights, outputs, channels, 1, 1))], ("kernel_shape", new long[] { 1, 1 }));
    }
}
