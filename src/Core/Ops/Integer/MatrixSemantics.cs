using Qcc.Core.Ir;

namespace Qcc.Core.Ops.Integer;

/// <summary>Sums of matrix products: exact in 64 bits, then 32 bits, which docs/integer-arithmetic.md 1.6 rules out to overflow.</summary>
static class MatrixSemantics
{
    /// <summary>Y[...,m,n] = C[n] + Σ_k (A[...,m,k] - a)·(B[...,k,n] - b); batches broadcast, vectors as in ONNX's MatMul.</summary>
    public static IReadOnlyList<Tensor> MatMul(Node node, IReadOnlyList<Tensor?> inputs)
    {
        (Tensor a, Tensor b) = (inputs[0]!, inputs[1]!);
        int[] left = IntegerValues.Of(a), right = IntegerValues.Of(b);
        (int aZero, int bZero) = ((int)node.Int("a_zero_point", 0), (int)node.Int("b_zero_point", 0));
        long[] aShape = a.Rank == 1 ? [1, a.Shape[0]] : [.. a.Shape], bShape = b.Rank == 1 ? [b.Shape[0], 1] : [.. b.Shape];
        (int rows, int depth, int columns) = ((int)aShape[^2], (int)aShape[^1], (int)bShape[^1]);
        int[]? bias = inputs.ElementAtOrDefault(2) is { } c ? IntegerValues.Of(c) : null;
        long[] batches = [.. Broadcast.Sizes(aShape[..^2], bShape[..^2])];
        int[] aBatch = Broadcast.Indices(aShape[..^2], batches), bBatch = Broadcast.Indices(bShape[..^2], batches);
        var result = new int[aBatch.Length * rows * columns];
        var sums = new long[columns];
        for (int i = 0; i < aBatch.Length; i++)
        {
            for (int m = 0; m < rows; m++)
            {
                for (int n = 0; n < columns; n++)
                {
                    sums[n] = bias?[n] ?? 0;
                }
                for (int k = 0; k < depth; k++)
                {
                    long x = left[(aBatch[i] * rows + m) * depth + k] - aZero;
                    for (int n = 0; x != 0 && n < columns; n++)
                    {
                        sums[n] += x * (right[(bBatch[i] * depth + k) * columns + n] - bZero);
                    }
                }
                for (int n = 0; n < columns; n++)
                {
                    result[(i * rows + m) * columns + n] = checked((int)sums[n]);
                }
            }
        }
        return [IntegerValues.Pack(ElementType.S32, result, IntegerValues.SizesOf(node.Output))];
    }
}
