using Qcc.Core.Ir;
using Qcc.Core.Ops;

namespace Qcc;

/// <summary>Finds what somebody has quantized before. No pass changes it, so its codes stay as they are.</summary>
static class QuantizedParts
{
    /// <summary>The quantized operators of a model with their number, or null where it has none.</summary>
    public static string? Of(Model model)
    {
        string[] found = [.. model.Graph.WithSubgraphs().SelectMany(g => g.Nodes).Where(n => n.Operator.Quantized != QuantizedForm.None)
            .GroupBy(n => n.Operator.Name).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => $"{g.Count()} {g.Key}")];
        return found.Length > 0 ? string.Join(", ", found) : null;
    }
}
