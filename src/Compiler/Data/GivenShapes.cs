using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;
using Qcc.Data.Arrays;

namespace Qcc.Data;

/// <summary>Sizes that the user tells (<c>--shape</c>) for dimensions that a model leaves open.</summary>
public static class GivenShapes
{
    /// <summary>The inputs with the sizes told, which samples of any kind then have to have.</summary>
    /// <param name="shapes">Whole shapes by name of input.</param>
    /// <exception cref="DiagnosticException">A name is no input (QCC2061), or sizes contradict the model (QCC2062).</exception>
    public static IReadOnlyList<ModelInput> Apply(IReadOnlyList<ModelInput> inputs, IReadOnlyDictionary<string, IReadOnlyList<long>> shapes)
    {
        foreach ((string name, IReadOnlyList<long> _) in shapes.OrderBy(s => s.Key, StringComparer.Ordinal))
        {
            if (!inputs.Any(i => i.Name == name))
            {
                throw new DiagnosticException(DataDiagnostics.NoSuchInput.At(new Place("qcc"), new(new ModelInput(name, new TensorType(ElementType.Undefined, null)), inputs, [])));
            }
        }
        return [.. inputs.Select(i => shapes.TryGetValue(i.Name, out IReadOnlyList<long>? shape) ? Apply(i, shape) : i)];
    }

    static ModelInput Apply(ModelInput input, IReadOnlyList<long> shape)
    {
        long[] sizes = [.. shape];
        return input.Type.Shape is null || ShapeFit.Fits(input.Type.Shape, sizes)
            ? input with { Type = TensorType.Of(input.Type.Element, sizes) }
            : throw new DiagnosticException(DataDiagnostics.GivenShape.At(new Place("qcc", null, input.Name), new(input, sizes, "")));
    }
}
