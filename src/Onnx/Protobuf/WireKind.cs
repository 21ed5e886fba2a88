namespace Qcc.Onnx.Protobuf;

/// <summary>The messages that lie on the way from a model to its tensors and names.</summary>
enum WireKind { Model, Graph, Node, Attribute, Tensor, SparseTensor, Function, Training, ValueInfo }

/// <summary>Which fields of those messages hold such messages, texts, or the bytes of a tensor (numbers of onnx.proto).</summary>
static class WireTree
{
    /// <summary>Field raw_data of TensorProto.</summary>
    public const int RawData = 9;

    /// <summary>The message in a field, or null where the walker need not look inside.</summary>
    public static WireKind? Child(WireKind kind, int field) => (kind, field) switch
    {
        (WireKind.Model, 7) => WireKind.Graph,
        (WireKind.Model, 20) => WireKind.Training,
        (WireKind.Model, 25) => WireKind.Function,
        (WireKind.Training, 1 or 2) => WireKind.Graph,
        (WireKind.Function, 7) => WireKind.Node,
        (WireKind.Function, 11) => WireKind.Attribute,
        (WireKind.Function, 12) => WireKind.ValueInfo,
        (WireKind.Graph, 1) => WireKind.Node,
        (WireKind.Graph, 5) => WireKind.Tensor,
        (WireKind.Graph, 11 or 12 or 13) => WireKind.ValueInfo,
        (WireKind.Graph, 15) => WireKind.SparseTensor,
        (WireKind.Node, 5) => WireKind.Attribute,
        (WireKind.Attribute, 5 or 10) => WireKind.Tensor,
        (WireKind.Attribute, 6 or 11) => WireKind.Graph,
        (WireKind.Attribute, 22 or 23) => WireKind.SparseTensor,
        (WireKind.SparseTensor, 1 or 2) => WireKind.Tensor,
        _ => null,
    };

    /// <summary>Whether a field is a text, which must be UTF-8.</summary>
    public static bool IsText(WireKind kind, int field) => (kind, field) switch
    {
        (WireKind.Model, 2 or 3 or 4 or 6) => true,
        (WireKind.Graph, 2 or 10) => true,
        (WireKind.Node, 1 or 2 or 3 or 4 or 6 or 7 or 8) => true,
        (WireKind.Attribute, 1 or 13 or 21) => true,
        (WireKind.Tensor, 8 or 12) => true,
        (WireKind.Function, 1 or 4 or 5 or 6 or 8 or 10 or 13) => true,
        (WireKind.ValueInfo, 1 or 3) => true,
        _ => false,
    };
}
