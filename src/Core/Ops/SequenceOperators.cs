using static Qcc.Core.Ops.AttributeKind;

namespace Qcc.Core.Ops;

/// <summary>Sequences and optional values.</summary>
public static class SequenceOperators
{
    public static readonly Operator SequenceConstruct = new("SequenceConstruct")
    {
        Versions = [11],
        Summary = "A sequence of the inputs.",
        Inputs = [new("inputs", Variadic: true)],
        Outputs = [new("output_sequence")],
    };

    public static readonly Operator SequenceEmpty = new("SequenceEmpty")
    {
        Versions = [11],
        Summary = "An empty sequence.",
        Outputs = [new("output")],
        Attributes = [new("dtype", Int)],
    };

    public static readonly Operator SequenceInsert = new("SequenceInsert")
    {
        Versions = [11],
        Summary = "Inserts a tensor into a sequence.",
        Inputs = [new("input_sequence"), new("tensor"), new("position", Optional: true)],
        Outputs = [new("output_sequence")],
    };

    public static readonly Operator SequenceErase = new("SequenceErase")
    {
        Versions = [11],
        Summary = "Removes a tensor from a sequence.",
        Inputs = [new("input_sequence"), new("position", Optional: true)],
        Outputs = [new("output_sequence")],
    };

    public static readonly Operator SequenceAt = new("SequenceAt")
    {
        Versions = [11],
        Summary = "A tensor of a sequence.",
        Inputs = [new("input_sequence"), new("position")],
        Outputs = [new("tensor")],
    };

    public static readonly Operator SequenceLength = new("SequenceLength")
    {
        Versions = [11],
        Summary = "The length of a sequence.",
        Inputs = [new("input_sequence")],
        Outputs = [new("length")],
    };

    public static readonly Operator SequenceMap = new("SequenceMap")
    {
        Versions = [17],
        Summary = "A body run for each tensor of a sequence.",
        Inputs = [new("input_sequence"), new("additional_inputs", Variadic: true)],
        Outputs = [new("out_sequence", Variadic: true)],
        Attributes = [new("body", Graph, Required: true)],
    };

    public static readonly Operator SplitToSequence = new("SplitToSequence")
    {
        Versions = [11, 24],
        Summary = "Parts along an axis as a sequence.",
        Inputs = [new("input"), new("split", Optional: true)],
        Outputs = [new("output_sequence")],
        Attributes = [new("axis", Int), new("keepdims", Int)],
    };

    public static readonly Operator ConcatFromSequence = new("ConcatFromSequence")
    {
        Versions = [11],
        Summary = "Tensors of a sequence behind one another.",
        Inputs = [new("input_sequence")],
        Outputs = [new("concat_result")],
        Attributes = [new("axis", Int, Required: true), new("new_axis", Int)],
    };

    public static readonly Operator Optional = new("Optional")
    {
        Versions = [15],
        Summary = "An optional value.",
        Inputs = [new("input", Optional: true)],
        Outputs = [new("output")],
        Attributes = [new("type", TypeProto)],
    };

    public static readonly Operator OptionalGetElement = new("OptionalGetElement")
    {
        Versions = [15, 18],
        Summary = "What an optional value holds.",
        Inputs = [new("input")],
        Outputs = [new("output")],
    };

    public static readonly Operator OptionalHasElement = new("OptionalHasElement")
    {
        Versions = [15, 18],
        Summary = "Whether an optional value holds something.",
        Inputs = [new("input", Optional: true)],
        Outputs = [new("output")],
    };

    /// <summary>The entries of this file.</summary>
    public static IReadOnlyList<Operator> All { get; } =
    [
        SequenceConstruct, SequenceEmpty, SequenceInsert, SequenceErase, SequenceAt, SequenceLength, SequenceMap,
        SplitToSequence, ConcatFromSequence, Optional, OptionalGetElement, OptionalHasElement,
    ];
}
