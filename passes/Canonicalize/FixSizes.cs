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
    /// <returns>Inputs that left sizes open.</returns>
    public static IReadOnlyList<string> Run(Model model, IReadOnlyDictionary<string, IReadOnlyList<long>> shapes)
    {
        var sizes = new Dictionary<string, long>(StringComparer.Ordinal);
        var open = new List<string>();
        foreach (Value input in model.Graph.Inputs)
        {
            if (input.TensorType is not { Shape: { } shape } type || !shapes.TryGetValue(input.Name, out IReadOnlyList<long>? given) || given.Count != shape.Count)
            {
                continue;
            }
            for (int i = 0; i < given.Count; i++)
            {
                if (shape[i].Symbol is { } symbol)
                {
                    sizes.TryAdd(symbol, given[i]);
                }
            }
            if (shape.Any(d => d.Size is null))
            {
                open.Add(input.Name);
            }
            input.Type = type with { Shape = [.. shape.Select((d, i) => d.Size is null ? Dim.Of(given[i]) : d)] };
        }
        foreach (Value value in model.Graph.Nodes.SelectMany(n => n.Outputs).OfType<Value>())
        {
            if (value.TensorType is { Shape: { } before } result && before.Any(d => d.Size is null))
            {
                value.Type = result with { Shape = [.. before.Select(d => d.Symbol is { } symbol && sizes.TryGetValue(symbol, out long size) ? Dim.Of(size) : d)] };
            }
        }
        return open;
    }
}
