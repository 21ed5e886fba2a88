using global::Onnx;
using Qcc.Core.Ir;
using ValueType = Qcc.Core.Ir.ValueType;

namespace Qcc.Onnx.Import;

/// <summary>What a graph's message holds beside what the IR holds.</summary>
/// <param name="Residue">The message without nodes, tensors, inputs, outputs and value_info.</param>
sealed record GraphOrigin(GraphProto Residue, NamedTypes Types)
{
    /// <summary>Sparse initializers, which the IR carries as values without data.</summary>
    public List<(Value Value, SparseTensorProto Message)> Sparse { get; } = [];
}

/// <summary>What a function's message holds beside what the IR holds; see <see cref="GraphOrigin"/>.</summary>
sealed record FunctionOrigin(FunctionProto Residue, NamedTypes Types);

/// <summary>The value_info entries of a graph or function in their order; the value is null where the name is not one of the graph's.</summary>
sealed class NamedTypes
{
    public List<(Value? Value, ValueInfoProto Message)> Entries { get; } = [];
}

/// <summary>The messages that describe a value, and the type that it got from them.</summary>
sealed class ValueOrigin
{
    public ValueInfoProto? Input { get; set; }

    /// <summary>One for each time that the graph returns the value.</summary>
    public List<ValueInfoProto> Outputs { get; } = [];

    /// <summary>The type at import: as long as the value has it, its messages are written as they came.</summary>
    public ValueType? Type { get; set; }
}
