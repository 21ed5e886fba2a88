namespace Qcc.Passes.Lower;

/// <summary>How integers are written in ONNX.</summary>
public enum OnnxForm
{
    /// <summary>What ONNX Runtime runs fastest: Q/DQ around float operators, and its own operators where they win.</summary>
    Auto,

    /// <summary>Standard operators only: Q/DQ around float operators, for every runtime.</summary>
    Qdq,

    /// <summary>Operators on codes: QLinearConv, QLinearMatMul and ONNX Runtime's own, which need no fusion when the file is loaded.</summary>
    Qoperator,
}
