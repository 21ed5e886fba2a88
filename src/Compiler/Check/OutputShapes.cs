using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;
using Qcc.Search;

namespace Qcc.Check;

/// <summary>
/// Whether outputs keep the shapes of the float model. The rank may not change, and no size that the samples cannot change: one that the
/// type of the output in the model's file gives as a number, which the float model shows, or as a symbol of an input's type. Other sizes may
/// follow from the data (NonZero, NonMaxSuppression), where a rounding changes them rightly.
/// </summary>
/// <param name="original">The float model as it came.</param>
/// <param name="file">The model file as the user named it.</param>
sealed class OutputShapes(Model original, string file)
{
    readonly HashSet<string> _ofInputs = [.. original.Graph.Inputs.SelectMany(i => i.TensorType?.Shape ?? []).Select(d => d.Symbol).OfType<string>()];
    readonly Dictionary<string, IReadOnlyList<Dim>?> _types = original.Graph.Outputs.Distinct().ToDictionary(o => o.Name, o => o.TensorType?.Shape);

    /// <summary>Refuses a shape that data cannot explain.</summary>
    /// <exception cref="DiagnosticException">QCC5005.</exception>
    public void Check(ShapeDifference difference)
    {
        if (!MayFollowFromData(difference))
        {
            throw new DiagnosticException(CompileDiagnostics.OtherShape.At(new Place(file), (difference.Output, Text(difference.Actual), Text(difference.Float))));
        }
    }

    bool MayFollowFromData(ShapeDifference difference)
    {
        (IReadOnlyList<long> floats, IReadOnlyList<long> actual) = (difference.Float, difference.Actual);
        if (floats.Count != actual.Count)
        {
            return false;
        }
        return _types.GetValueOrDefault(difference.Output) is not { } type || type.Count != floats.Count
            || Enumerable.Range(0, floats.Count).All(i => floats[i] == actual[i] || !(type[i].Size == floats[i] || (type[i].Symbol is { } symbol && _ofInputs.Contains(symbol))));
    }

    static string Text(IReadOnlyList<long> shape) => $"[{string.Join(',', shape)}]";
}
