using global::Onnx;
using Qcc.Core.Ir;

namespace Qcc.Onnx.Import;

/// <summary>Where a tensor message keeps its elements.</summary>
enum TensorField { None, Raw, Float, Int32, Text, Int64, Double, UInt64 }

/// <summary>Checked facts about a tensor message: nothing is allocated before they hold.</summary>
/// <param name="Count">Number of elements.</param>
/// <param name="Bytes">Bytes that they take in raw data; 0 for strings.</param>
sealed record TensorLayout(ElementType Element, long[] Shape, long Count, long Bytes)
{
    const int MaxRank = 64;

    public string Text => $"{Element.Name()}[{string.Join(',', Shape)}]";

    /// <summary>Type, shape and size of a tensor, all within bounds.</summary>
    public static TensorLayout Of(TensorProto tensor, ImportContext context, Site site)
    {
        if (!ElementTypes.IsKnown(tensor.DataType))
        {
            throw context.Refuse(ImportDiagnostics.TensorElement, tensor.DataType, site, tensor.Name);
        }
        var element = (ElementType)tensor.DataType;
        if (tensor.Dims.Count > MaxRank)
        {
            throw context.Refuse(ImportDiagnostics.TensorShape, $"{tensor.Dims.Count} dimensions, {MaxRank} are allowed", site, tensor.Name);
        }
        if (tensor.Dims.Any(d => d < 0))
        {
            throw context.Refuse(ImportDiagnostics.TensorShape, $"dimension {tensor.Dims.First(d => d < 0)}", site, tensor.Name);
        }
        try
        {
            long count = tensor.Dims.Contains(0) ? 0 : tensor.Dims.Aggregate(1L, (product, size) => checked(product * size));
            return new TensorLayout(element, [.. tensor.Dims], count, element.ByteSize(count));
        }
        catch (OverflowException)
        {
            throw context.Refuse(ImportDiagnostics.TensorShape, $"[{string.Join(',', tensor.Dims)}] overflows 64 bits", site, tensor.Name);
        }
    }

    /// <summary>The field that holds the elements.</summary>
    public static TensorField FieldOf(TensorProto tensor, ImportContext context, Site site)
    {
        var found = new List<(TensorField Field, string Name)>();
        Add(TensorField.Raw, "raw_data", tensor.RawData.Length);
        Add(TensorField.Float, "float_data", tensor.FloatData.Count);
        Add(TensorField.Int32, "int32_data", tensor.Int32Data.Count);
        Add(TensorField.Text, "string_data", tensor.StringData.Count);
        Add(TensorField.Int64, "int64_data", tensor.Int64Data.Count);
        Add(TensorField.Double, "double_data", tensor.DoubleData.Count);
        Add(TensorField.UInt64, "uint64_data", tensor.Uint64Data.Count);
        if (tensor.Segment is not null)
        {
            found.AddRange([(TensorField.None, "a segment"), (TensorField.None, "other segments")]);
        }
        if (found.Count > 1)
        {
            throw context.Refuse(ImportDiagnostics.TensorFields, string.Join(" and ", found.Select(f => f.Name)), site, tensor.Name);
        }
        return found.Count == 0 ? TensorField.None : found[0].Field;

        void Add(TensorField field, string name, int count)
        {
            if (count > 0)
            {
                found.Add((field, name));
            }
        }
    }

    /// <summary>Refuses unless the field holds exactly the elements of the shape.</summary>
    public void CheckSize(TensorProto tensor, TensorField field, ImportContext context, Site site)
    {
        (long found, long needed, string unit) = field switch
        {
            TensorField.Raw => (tensor.RawData.Length, Element == ElementType.String ? -1 : Bytes, "bytes of raw data"),
            TensorField.Float => (tensor.FloatData.Count, Element switch { ElementType.F32 => Count, ElementType.C64 => 2 * Count, _ => -1 }, "numbers in float_data"),
            TensorField.Int32 => (tensor.Int32Data.Count, Int32Entries, "numbers in int32_data"),
            TensorField.Text => (tensor.StringData.Count, Element == ElementType.String ? Count : -1, "strings"),
            TensorField.Int64 => (tensor.Int64Data.Count, Element == ElementType.S64 ? Count : -1, "numbers in int64_data"),
            TensorField.Double => (tensor.DoubleData.Count, Element switch { ElementType.F64 => Count, ElementType.C128 => 2 * Count, _ => -1 }, "numbers in double_data"),
            TensorField.UInt64 => (tensor.Uint64Data.Count, Element is ElementType.U32 or ElementType.U64 ? Count : -1, "numbers in uint64_data"),
            _ => (0, Element == ElementType.String ? Count : Bytes, "bytes of data"),
        };
        if (found != needed)
        {
            string expected = needed < 0 ? "another field for this type" : $"{needed}";
            throw context.Refuse(ImportDiagnostics.TensorSize, (Text, $"{found} {unit}", expected), site, tensor.Name);
        }
    }

    // Types below 8 bits are packed into bytes, one byte an entry.
    long Int32Entries => Element switch
    {
        ElementType.S32 or ElementType.S16 or ElementType.U16 or ElementType.S8 or ElementType.U8 or ElementType.Bool
            or ElementType.F16 or ElementType.BF16 or ElementType.F8E4M3FN or ElementType.F8E4M3FNUZ or ElementType.F8E5M2
            or ElementType.F8E5M2FNUZ or ElementType.F8E8M0 => Count,
        ElementType.U4 or ElementType.S4 or ElementType.F4E2M1 or ElementType.U2 or ElementType.S2 => Bytes,
        _ => -1,
    };
}
