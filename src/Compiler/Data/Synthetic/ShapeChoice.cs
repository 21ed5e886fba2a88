using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;

namespace Qcc.Data.Synthetic;

/// <summary>
/// Chooses the sizes that a model leaves open: 1 for a batch (the first axis, or one called so), 16 for a sequence, 64 or the model's whole stride for a picture.
/// A symbol has one size in all inputs.
/// </summary>
sealed class ShapeChoice(Graph graph, IReadOnlyDictionary<string, IReadOnlyList<long>> given)
{
    const long Sequence = 16, Picture = 64, LargestStride = 1024;

    /// <summary>Elements of a sample: beyond, making and running it takes minutes.</summary>
    const long Most = 1 << 25;

    /// <summary>Symbols that exporters give to the batch, which recurrent networks have on axis 1.</summary>
    static readonly HashSet<string> BatchNames = new(StringComparer.OrdinalIgnoreCase) { "N", "B", "batch", "batch_size", "batchsize" };

    readonly Dictionary<string, long> _symbols = [];
    readonly long _picture = RoundUp(Picture, WholeStride(graph));

    /// <exception cref="DiagnosticException">The given shape does not fit, or the tensor would be too large.</exception>
    public long[] Of(ModelInput input)
    {
        var place = new Place("qcc", null, input.Name);
        long[] shape = given.TryGetValue(input.Name, out IReadOnlyList<long>? told) ? [.. told]
            : input.Type.Shape is { } open ? [.. open.Select((dim, axis) => Size(dim, axis, open))]
            : throw new DiagnosticException((input.Type.Element == ElementType.Undefined ? DataDiagnostics.InputNotNumeric : DataDiagnostics.NoShape).At(place, input));
        if (input.Type.Shape is { } wanted && !Arrays.ShapeFit.Fits(wanted, shape))
        {
            throw new DiagnosticException(DataDiagnostics.ArrayShape.At(place, new(input, shape, "")));
        }
        Int128 count = shape.Aggregate((Int128)1, (product, size) => Int128.Min(product * Math.Max(size, 0), Most + 1));
        return count <= Most && shape.All(s => s >= 0) ? shape : throw new DiagnosticException(DataDiagnostics.TooLargeToMakeUp.At(place, (input, $"[{string.Join(',', shape)}]", Most)));
    }

    long Size(Dim dim, int axis, IReadOnlyList<Dim> wanted)
    {
        if (dim.Size is { } size)
        {
            return size;
        }
        long chosen = axis == 0 || BatchNames.Contains(dim.Symbol ?? "") ? 1 : wanted.Count >= 4 ? axis == 1 && wanted[^1].Size is not (1 or 3) ? 3 : _picture : Sequence;
        if (dim.Symbol is not { Length: > 0 } symbol)
        {
            return chosen;
        }
        return _symbols.TryGetValue(symbol, out long known) ? known : _symbols[symbol] = chosen;
    }

    static long RoundUp(long size, long multiple) => (size + multiple - 1) / multiple * multiple;

    /// <summary>The largest product of strides along a path, so that pictures divide evenly.</summary>
    static long WholeStride(Graph graph)
    {
        var strides = new Dictionary<Value, long>();
        long largest = 1;
        foreach (Node node in graph.Nodes)
        {
            long before = node.Inputs.Select(i => i is not null && strides.TryGetValue(i, out long s) ? s : 1L).Append(1).Max();
            long own = node.Operator.Name is "Conv" or "MaxPool" or "AveragePool" ? node.Ints("strides")?.Append(1).Max() ?? 1 : 1;
            long after = own > 0 && before <= LargestStride / own ? before * own : before;
            foreach (Value? output in node.Outputs)
            {
                if (output is not null)
                {
                    strides[output] = after;
                }
            }
            largest = Math.Max(largest, after);
        }
        return largest;
    }
}
