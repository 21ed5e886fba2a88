using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Rewrite;
using static Qcc.Core.Ops.ConvolutionOperators;
using static Qcc.Core.Ops.PoolingOperators;

namespace Qcc.Passes.Canonicalize;

/// <summary>Conv(x, w, b) {auto_pad}  =>  Conv(x, w, b) {kernel_shape, strides, dilations, pads},  and so for pools with auto_pad</summary>
/// <remarks>SAME padding depends on the input's size; where that is not known, the node stays as it is.</remarks>
public sealed class NormalizeConv : RewriteRule
{
    static readonly Matched node = new("node");
    static readonly IReadOnlyList<Operator> operators = [Conv, AveragePool, MaxPool];

    public override string Summary => "Conv {auto_pad} => Conv {kernel_shape, strides, dilations, pads}; pools likewise";

    public override OpPattern Before { get; } = operators.OfAny().As(node);

    public override string? Guard(Match m)
    {
        Node n = m[node];
        bool automatic = n.Text("auto_pad", "NOTSET") != "NOTSET";
        bool complete = n.Operator != Conv || (n.Ints("kernel_shape") is not null && n.Ints("strides") is not null && n.Ints("dilations") is not null && n.Ints("pads") is not null);
        if (!automatic && complete)
        {
            return "";
        }
        if (automatic && n.Int("ceil_mode", 0) != 0)
        {
            return "automatic padding together with ceil_mode";
        }
        return Windows(n) is null ? "the sizes that automatic padding or the kernel depends on are not known" : null;
    }

    public override Value After(Match m, Rewriter r)
    {
        Node n = m[node];
        Window[] windows = Windows(n)!;
        IEnumerable<(string, AttributeValue?)> kept = n.Attributes
            .Where(a => a.Key is not ("auto_pad" or "kernel_shape" or "strides" or "dilations" or "pads"))
            .Select(a => (a.Key, (AttributeValue?)a.Value));
        bool dilated = n.Operator == Conv || n.Ints("dilations") is not null;
        return r.Node(n.Operator, n.Inputs,
        [
            .. kept,
            ("kernel_shape", Longs(windows, w => w.Kernel)),
            ("strides", Longs(windows, w => w.Stride)),
            ("dilations", dilated ? Longs(windows, w => w.Dilation) : null),
            ("pads", new IntsAttribute([.. windows.Select(w => w.PadBegin), .. windows.Select(w => w.PadEnd)])),
        ]);
    }

    /// <summary>Whether a node pads a dilated window automatically, which ONNX allows and ONNX Runtime 1.31.1 does not run.</summary>
    public static bool IsDilatedWithAutoPad(Node node) => operators.Contains(node.Operator)
        && node.Text("auto_pad", "NOTSET") is "SAME_UPPER" or "SAME_LOWER"
        && node.Ints("dilations") is { } dilations && dilations.Any(d => d != 1);

    static IntsAttribute Longs(Window[] windows, Func<Window, long> part) => new([.. windows.Select(part)]);

    static Window[]? Windows(Node n)
    {
        if (n.Input(0)?.TensorType?.Shape is not { } x)
        {
            return null;
        }
        IReadOnlyList<long>? kernel = n.Ints("kernel_shape");
        if (kernel is null && n.Operator == Conv && n.Input(1)?.TensorType?.Shape is { } w && w.Skip(2).All(d => d.Size is not null))
        {
            kernel = [.. w.Skip(2).Select(d => d.Size!.Value)];
        }
        return kernel is null ? null : Window.Of(n, x, kernel);
    }
}
