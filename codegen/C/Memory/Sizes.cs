using Qcc.Codegen.C.Text;
using Qcc.Core.Ir;

namespace Qcc.Codegen.C.Memory;

/// <summary>Sizes of values, which are numbers in an integer graph.</summary>
static class Sizes
{
    /// <summary>Most bytes of a value and of the arena: places and counts are numbers of 32 bits in C.</summary>
    public const long Most = int.MaxValue;

    /// <summary>What is wrong with values and arenas beyond <see cref="Most"/>.</summary>
    public const string TooLarge = "takes 2^31 bytes or more; places in C are numbers of 32 bits";

    public static long[] Of(Value value) => [.. value.TensorType!.Shape!.Select(d => d.Size!.Value)];

    public static long Product(IEnumerable<long> sizes) => sizes.Aggregate(1L, (product, size) => checked(product * size));

    public static long Count(Value value) => Product(Of(value));

    public static long Bytes(Value value) => Count(value) * value.TensorType!.Element.Width();

    /// <summary>Whether the value's type is stored in C and its sizes are numbers.</summary>
    public static bool Known(Value value) => value.TensorType is { Shape: { } shape } type && shape.All(d => d.Size is > 0) && type.Element.IsStored();

    /// <summary>Why a value cannot be stored in C, or null.</summary>
    public static string? Refusal(Value value) =>
        Known(value) ? SizeRefusal(value) : $"value {value} has the type {value.Type?.ToString() ?? "unknown"}; C needs integers of 8 to 64 bits and sizes that are known";

    /// <summary>Why a value, also a constant of any type, has no place in C, or null.</summary>
    public static string? SizeRefusal(Value value) => Fits(value) ? null : $"value {value} {TooLarge}";

    /// <summary>Whether the value takes no more than <see cref="Most"/>; its number of elements need not be a number of 64 bits.</summary>
    static bool Fits(Value value)
    {
        if (value.TensorType is not { Shape: { } shape } type || shape.Any(d => d.Size == 0))
        {
            return true;
        }
        long rest = Most / (type.Element.IsStored() ? type.Element.Width() : 1); // Codes below 8 bits take a byte.
        foreach (Dim dim in shape)
        {
            rest /= dim.Size ?? 1;
        }
        return rest > 0;
    }
}
