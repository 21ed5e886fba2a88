using Qcc.Core.Ir;

namespace Qcc.Passes.Canonicalize;

/// <summary>
/// Gives the sizes that a model leaves open those of one set of inputs: shape arithmetic folds away, and code of a fixed size needs no allocation. A symbol
/// ("batch") means the same size everywhere; sizes that follow from the data are left open.
/// </summary>
public static class FixSizes
{
    /// <summary>Fixes what inputs leave open, and the same symbols everywhere; sizes that the model gives stay.</summary>
    /// <param name="shapes">Sizes by name of input; inputs that are not named stay open.</param>
    public static void Run(Model model, IReadOnlyDictionary<string, IReadOnlyList<long>> shapes)
    {
        var sizes = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (Value input in model.Graph.Inputs)
        {
            if (input.TensorType is not { Shape: { } open } type || !shapes.TryGetValue(input.Name, out IReadOnlyList<long>? given) || given.Count != open.Count)
            {
                continue;
            }
            for (int i = 0; i < given.Count; i++)
            {
                if (open[i].Symbol is { } symbol)
                {
                    sizes.TryAdd(symbol, given[i]);
                }
            }
            input.Type = type with { Shape = [.. open.Select((d, i) => d.Size is null ? Dim.Of(given[i]) : d)] };
        }
        foreach (Value value in model.Graph.Nodes.SelectMany(n => n.Outputs).OfType<Value>())
        {
            if (value.TensorType is { Shape: { } shape } type && shape.Any(d => d.Size is null))
            {
                value.Type = type with { Shape = [.. shape.Select(d => d.Symbol is { } symbol && sizes.TryGetValue(symbol, out long size) ? Dim.Of(size) : d)] };
            }
        }
    }
}
