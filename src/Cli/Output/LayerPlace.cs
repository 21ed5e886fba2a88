using Qcc.Check;
using Qcc.Core.Quantization;

namespace Qcc.Cli.Output;

/// <summary>Where a layer runs, in a word that summary and document share.</summary>
static class LayerPlace
{
    /// <summary>"integer", "float", or "absorbed" where the kernel before the layer does it.</summary>
    public static string Of(LayerReport layer) =>
        layer.IsInteger ? "integer" : layer.Planned == Placement.Absorbed ? "absorbed" : "float";

    /// <summary>The kernel where it is known, else the place.</summary>
    public static string KernelOr(LayerReport layer) => layer.Kernel.Length > 0 ? layer.Kernel : Of(layer);
}
