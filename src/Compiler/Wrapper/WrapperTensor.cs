using System.Globalization;
using Qcc.Core.Ir;

namespace Qcc.Wrapper;

/// <summary>An input or output of a wrapped model.</summary>
/// <param name="Name">Its name in the model.</param>
/// <param name="Member">The class that holds its constants.</param>
/// <param name="Parameter">Its parameter of Run.</param>
/// <param name="Type">The C# type of an element.</param>
/// <param name="Element">The member of ONNX Runtime's TensorElementType.</param>
/// <param name="Dimensions">Sizes, names of open sizes, or null for a size that has no name; null where not even their number is known.</param>
sealed record WrapperTensor(string Name, string Member, string Parameter, string Type, string Element, IReadOnlyList<WrapperDimension>? Dimensions)
{
    /// <summary>The parameter of Run for its sizes, where those of the inputs do not tell them; else null.</summary>
    public string? ShapeParameter { get; init; }

    public bool IsFixed => Dimensions is { } all && all.All(d => d.Size is not null);

    /// <summary>The type and shape for a comment, such as float[batch, 3, 224, 224].</summary>
    public override string ToString() => $"{Type[(Type.LastIndexOf('.') + 1)..]}[{(Dimensions is null ? "..." : string.Join(", ", Dimensions))}]";

    /// <summary>The C# type of an element; null where there is none.</summary>
    public static (string Type, string Element)? TypeOf(ElementType element) => element switch
    {
        ElementType.F32 => ("float", "Float"),
        ElementType.F64 => ("double", "Double"),
        ElementType.F16 => ("global::System.Half", "Float16"),
        ElementType.S8 => ("sbyte", "Int8"),
        ElementType.U8 => ("byte", "UInt8"),
        ElementType.S16 => ("short", "Int16"),
        ElementType.U16 => ("ushort", "UInt16"),
        ElementType.S32 => ("int", "Int32"),
        ElementType.U32 => ("uint", "UInt32"),
        ElementType.S64 => ("long", "Int64"),
        ElementType.U64 => ("ulong", "UInt64"),
        ElementType.Bool => ("bool", "Bool"),
        ElementType.String => ("string", "String"),
        _ => null,
    };
}

/// <summary>A size: a number, or the parameter that gives it, or neither.</summary>
sealed record WrapperDimension(long? Size, string? Symbol)
{
    public override string ToString() => Size is { } size ? size.ToString(CultureInfo.InvariantCulture) : Symbol ?? "?";
}
