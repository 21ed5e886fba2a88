using Qcc.Codegen.C.Text;
using Qcc.Core.Ir;

namespace Qcc.Codegen.C.Memory;

/// <summary>Sizes of values, which are numbers in an integer graph.</summary>
static class Sizes
{
    public static long[] Of(Value value) => [.. value.TensorType!.Shape!.Select(d => d.Size!.Value)];

    public static long Product(IEnumerable<long> sizes) => sizes.Aggregate(1L, (product, size) => checked(product * size));

    public static long Count(Value value) => Product(Of(value));

    public static long Bytes(Value value) => Count(value) * value.TensorType!.Element.Width();

    /// <summary>Whether the value's type is stored in C and its sizes are numbers.</summary>
    public static bool Known(Value value) => value.TensorType is { Shape: not null } type && type.Count is > 0 && type.Element.IsStored();
}
