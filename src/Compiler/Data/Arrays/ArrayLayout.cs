using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;

namespace Qcc.Data.Arrays;

/// <summary>How an array is cut into samples for an input.</summary>
/// <param name="Rows">Entries of axis 0 that make a sample; 0 where the array is one value for all samples (rank 0).</param>
/// <param name="Count">Samples in the array; null where it serves any number.</param>
/// <param name="SampleShape">Shape of the input's tensor.</param>
/// <param name="Conversion">How elements become the input's; null where the bytes are the same.</param>
sealed record ArrayLayout(ModelInput Input, NpyHeader Header, int Rows, int? Count, long[] SampleShape, ElementConversion? Conversion)
{
    /// <summary>Elements of one sample.</summary>
    public int SampleElements => (int)SampleShape.Aggregate(1L, (product, size) => product * size);

    /// <summary>
    /// Array rank = input rank: axis 0 is cut into the model's batches. Rank + 1: one sample an entry.
    /// </summary>
    /// <exception cref="DiagnosticException">The shape or the type does not fit the input.</exception>
    public static ArrayLayout Of(ModelInput input, NpyHeader header, SampleOptions options, Place place, IDiagnostics diagnostics)
    {
        (int rows, long[] shape) = Cut(input, header.Shape, place);
        long elements = shape.Aggregate(1L, (product, size) => product * size);
        if (elements > Array.MaxLength / sizeof(double))
        {
            throw new DiagnosticException(DataDiagnostics.ArrayTooLarge.At(place, $"[{string.Join(',', shape)}]"));
        }
        int? count = rows == 0 ? null : (int)Math.Min(header.Shape[0] / rows, int.MaxValue);
        if (rows > 0 && header.Shape[0] % rows is > 0 and var rest)
        {
            diagnostics.Report(DataDiagnostics.RemainderDropped.At(place, new(rest, rows)));
        }
        return new(input, header, rows, count, shape, ElementConversion.Find(input, header, shape, options, place, diagnostics));
    }

    static (int Rows, long[] Shape) Cut(ModelInput input, long[] array, Place place)
    {
        IReadOnlyList<Dim>? wanted = input.Type.Shape;
        if (wanted is null)
        {
            return array.Length == 0 ? (0, []) : (1, [1, .. array[1..]]);
        }
        if (array.Length == wanted.Count + 1 && ShapeFit.Fits(wanted, array.AsSpan(1)))
        {
            return (1, array[1..]);
        }
        if (array.Length == wanted.Count && ShapeFit.Fits(wanted.Skip(1), array.AsSpan(array.Length == 0 ? 0 : 1)))
        {
            long batch = wanted.Count == 0 ? 0 : wanted[0].Size ?? 1;
            return batch is >= 0 and <= int.MaxValue ? ((int)batch, wanted.Count == 0 ? [] : [batch, .. array[1..]]) : throw Misfit(input, array, place);
        }
        throw Misfit(input, array, place);
    }

    static DiagnosticException Misfit(ModelInput input, long[] array, Place place) =>
        new(DataDiagnostics.ArrayShape.At(place, new(input, array, ShapeFit.LayoutHint(input.Type.Shape!, array))));
}
