namespace Qcc.Onnx;

/// <summary>What an import does not refuse.</summary>
[Flags]
public enum Allowances
{
    None = 0,

    /// <summary>Operators of foreign domains, which a library registered with ONNX Runtime runs.</summary>
    CustomOperators = 1,

    /// <summary>Operators in training mode and training operators.</summary>
    Training = 2,
}
