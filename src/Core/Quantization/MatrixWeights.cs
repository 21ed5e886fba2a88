using Qcc.Core.Ir;
using Qcc.Core.Ops;

namespace Qcc.Core.Quantization;

/// <summary>
/// The constant weights of a MatMul or Gemm by output n and input k, whichever axis is which: [K, N], or [N, K] with transB. Of a Gather its table
/// [N, K], a row n of K numbers for each index.
/// </summary>
public readonly record struct MatrixWeights
{
    readonly int _perOutput, _perInput;

    /// <summary>Those of a product with constant weights, or of a Gather from a constant table.</summary>
    public MatrixWeights(Node layer)
    {
        bool isTable = layer.Operator == DataMovementOperators.Gather;
        Tensor = layer.Constant(isTable ? 0 : 1)!;
        bool outputsFirst = isTable || (layer.Operator == MatrixOperators.Gemm && layer.Int("transB", 0) != 0);
        (Outputs, Depth) = outputsFirst ? ((int)Tensor.Shape[0], (int)Tensor.Shape[1]) : ((int)Tensor.Shape[1], (int)Tensor.Shape[0]);
        (_perOutput, _perInput) = outputsFirst ? (Depth, 1) : (1, Outputs);
    }

    public Tensor Tensor { get; }

    /// <summary>N.</summary>
    public int Outputs { get; }

    /// <summary>K.</summary>
    public int Depth { get; }

    /// <summary>Where weight k of output n is among the weights.</summary>
    public int At(int n, int k) => n * _perOutput + k * _perInput;
}
