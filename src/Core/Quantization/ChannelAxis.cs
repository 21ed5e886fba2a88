using Qcc.Core.Ir;
using Qcc.Core.Ops;

namespace Qcc.Core.Quantization;

/// <summary>Which axis of a value holds the channels that statistics are kept for.</summary>
public static class ChannelAxis
{
    /// <summary>The last axis of what a matrix product reads; axis 1 otherwise, as in pictures (both are one for a matrix).</summary>
    public static int Of(Value value) =>
        value.TensorType is { Rank: > 2 and { } rank } && value.Uses.Any(u => u.Index == 0 && (u.Node.Operator == MatrixOperators.MatMul || u.Node.Operator == MatrixOperators.Gemm)) ? rank - 1 : 1;
}
