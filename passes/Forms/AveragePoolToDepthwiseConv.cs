using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Rewrite;
using static Qcc.Core.Ops.ConvolutionOperators;
using static Qcc.Core.Ops.PoolingOperators;

namespace Qcc.Passes.Forms;

/// <summary>
/// AveragePool(x)  =>  Conv(x, w) {group = channels},  w = 1 / window size: between integer convolutions a depthwise convolution with
/// equal weights takes 0.4 to 0.6 of the float pool's time, an integer pool 1.5 to 2.7 (docs/int8-cpu.md 4 (a)).
/// </summary>
public sealed class AveragePoolToDepthwiseConv : RewriteRule
{
    static readonly Var x = new("x");
    static readonly Matched pool = new("pool");

    public override string Summary => "AveragePool(x) => Conv(x, 1/window) {group = channels}";

    public override OpPattern Before { get; } = AveragePool.Of(x).As(pool);

    public override string? Guard(Match m)
    {
        if (m[x].TensorType is not { Rank: 4, Element: ElementType.F32 } type || m[pool].Ints("kernel_shape") is not { Count: 2 })
        {
            return "";
        }
        bool padded = (m[pool].Ints("pads") ?? []).Any(p => p != 0) || m[pool].Text("auto_pad", "NOTSET") is not ("NOTSET" or "VALID");
        return type.Size(1) is null ? "the number of channels is not known"
            : padded && m[pool].Int("count_include_pad", 0) == 0 ? "windows at the border average fewer elements"
            : m[pool].Int("ceil_mode", 0) != 0 ? "with ceil_mode the last windows hang over"
            : (m[pool].Ints("dilations") ?? []).Any(d => d != 1) ? "the window is dilated"
            : null;
    }

    public override Value After(Match m, Rewriter r)
    {
        long channels = m[x].TensorType!.Size(1)!.Value;
        IReadOnlyList<long> kernel = m[pool].Ints("kernel_shape")!;
        var weights = new float[checked(channels * kernel[0] * kernel[1])];
        Array.Fill(weights, 1f / (kernel[0] * kernel[1]));
        IEnumerable<KeyValuePair<string, AttributeValue>> kept = m[pool].Attributes.Where(a => a.Key is "kernel_shape" or "strides" or "pads" or "auto_pad");
        return r.Node(Conv, [m[x], r.Constant(Tensor.Of(weights, channels, 1, kernel[0], kernel[1]))], kept.Append(new("group", channels)));
    }
}
