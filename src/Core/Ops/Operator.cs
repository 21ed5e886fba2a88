using Qcc.Core.Ir;
using Qcc.Core.Ops.Integer;

namespace Qcc.Core.Ops;

/// <summary>What may be exchanged with an operator without changing the function (algebra of its data input 0).</summary>
[Flags]
public enum Commutes
{
    WithNothing = 0,

    /// <summary>op(s·x) = s·op(x) for a positive scale s per channel (axis 1) of all data inputs at once.</summary>
    WithPositiveScale = 1,

    /// <summary>op(transpose(x)) = transpose(op(x)).</summary>
    WithTranspose = 2,

    /// <summary>The output holds elements of the input (and zeros at most) in other places: quantization parameters pass through.</summary>
    WithQuantization = 4,
}

/// <summary>What an operator of a quantized file does with codes.</summary>
public enum QuantizedForm
{
    None,

    /// <summary>Converts between floats and codes.</summary>
    Conversion,

    /// <summary>Adds, multiplies or looks up codes, one by one or along an axis.</summary>
    Elementwise,

    /// <summary>Multiplies matrices, at least one of them in codes.</summary>
    MatrixProduct,

    /// <summary>Convolves codes.</summary>
    Convolution,

    /// <summary>A whole layer of several products with codes.</summary>
    Layer,
}

/// <summary>An input or output of an operator.</summary>
/// <param name="Name">The name in the ONNX specification.</param>
/// <param name="Optional">Whether it may be left out.</param>
/// <param name="Variadic">Whether it stands for any number (last only).</param>
/// <param name="Since">The opset version that brought it, where the operator is older.</param>
/// <param name="Until">The last opset version that has it.</param>
public sealed record Port(string Name, bool Optional = false, bool Variadic = false, int Since = 1, int Until = int.MaxValue);

/// <summary>Kind of an attribute's value.</summary>
public enum AttributeKind { Int, Float, Utf8, Ints, Floats, Utf8s, Tensor, SparseTensor, Graph, Graphs, TypeProto }

/// <summary>An attribute of an operator.</summary>
/// <param name="Name">The name in the ONNX specification.</param>
/// <param name="Kind">What values it takes.</param>
/// <param name="Required">Whether it has no default.</param>
/// <param name="Since">The opset version that brought it, where the operator is older.</param>
/// <param name="Until">The last opset version that has it (later ones often take an input instead).</param>
public sealed record AttributeSpec(string Name, AttributeKind Kind, bool Required = false, int Since = 1, int Until = int.MaxValue);

/// <summary>Types of a node's outputs from its inputs, or null where they cannot be told (the float runtime is asked then).</summary>
public delegate IReadOnlyList<TensorType>? ShapeRule(Node node);

/// <summary>
/// One entry of the operator table. Import check, shapes, rewrites, explain and the support page read it. Nodes of operators
/// that the table lacks get an entry of their own with <see cref="IsKnown"/> false.
/// </summary>
public sealed class Operator(string name, string domain = "")
{
    public string Name { get; } = name;

    /// <summary>"" is ONNX's own domain.</summary>
    public string Domain { get; } = domain;

    /// <summary>Opset versions at which the operator changed, ascending; the first is where it appeared.</summary>
    public IReadOnlyList<int> Versions { get; init; } = [1];

    /// <summary>One line of documentation.</summary>
    public string Summary { get; init; } = "";

    /// <summary>The inputs of the newest version, then those that only older ones have.</summary>
    public IReadOnlyList<Port> Inputs { get; init; } = [];
    public IReadOnlyList<Port> Outputs { get; init; } = [new("Y")];
    public IReadOnlyList<AttributeSpec> Attributes { get; init; } = [];
    public ShapeRule Shapes { get; init; } = _ => null;
    public Commutes Commutes { get; init; }

    /// <summary>What the operator computes on codes (docs/integer-graph.md); null where integer graphs have no such operator.</summary>
    public IntegerSemantics? Semantics { get; init; }

    /// <summary>What the operator is in a quantized file.</summary>
    public QuantizedForm Quantized { get; init; }

    /// <summary>The inputs that multiply output 0, or are added to it, along its last axis: weight and bias of a normalization.</summary>
    public IReadOnlyList<int> AffineInputs { get; init; } = [];

    /// <summary>Whether two runs on the same input may differ (random numbers).</summary>
    public bool IsRandom { get; init; }

    /// <summary>Whether the table has an entry, or only a file uses the name.</summary>
    public bool IsKnown { get; private init; } = true;

    /// <summary>An entry for an operator that the table does not describe.</summary>
    public static Operator Unknown(string name, string domain) => new(name, domain) { IsKnown = false, Outputs = [] };

    public override string ToString() => Domain.Length == 0 ? Name : $"{Domain}.{Name}";
}
