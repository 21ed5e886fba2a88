using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Rewrite;
using static Qcc.Core.Ops.PoolingOperators;

namespace Qcc.Passes.Canonicalize;

/// <summary>AveragePool(x) {one window that covers all of x}  =>  GlobalAveragePool(x)</summary>
public sealed class AveragePoolToGlobalAveragePool : RewriteRule
{
    static readonly Var x = new("x");
    static readonly Matched pool = new("pool");

    public override string Summary => "AveragePool(x) {window = all of x} => GlobalAveragePool(x)";

    public override OpPattern Before { get; } = AveragePool.Of(x).As(pool);

    public override string? Guard(Match m)
    {
        if (m[x].TensorType is not { Shape: { } shape, Element: ElementType.F32 } || m[pool].Ints("kernel_shape") is not { } kernel
            || kernel.Count != shape.Count - 2 || Window.Of(m[pool], shape, kernel) is not { } windows)
        {
            return "";
        }
        bool covers = windows.Zip(shape.Skip(2)).All(p => p.First is { PadBegin: 0, PadEnd: 0, Dilation: 1 } && p.First.Kernel == p.Second.Size);
        return covers ? null : "";
    }

    public override Value After(Match m, Rewriter r) => r.Node(GlobalAveragePool, [m[x]]);
}
