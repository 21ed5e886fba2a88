using Qcc.Core.Ir;

namespace Qcc.Passes.Canonicalize;

/// <summary>How Gemm and MatMul nodes hold weights and bias.</summary>
static class GemmForm
{
    /// <summary>The axis of the weights [K, N] (transB: [N, K]) that runs over the outputs.</summary>
    public static int OutputAxis(Node product) => product.Int("transB", 0) == 0 ? 1 : 0;

    /// <summary>Whether the bias is missing, one number, or one number per output, the same for each row.</summary>
    public static bool IsRowBias(Tensor? bias, long outputs) =>
        bias is null || bias.Count == 1 || (bias.Count == outputs && bias.Rank is 1 or 2 && bias.Shape[^1] == outputs);

    /// <summary>The matrix with rows and columns exchanged.</summary>
    public static Tensor Transposed(Tensor w)
    {
        (int rows, int columns) = ((int)w.Shape[0], (int)w.Shape[1]);
        ReadOnlySpan<float> source = w.Floats;
        var result = new float[source.Length];
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
            {
                result[(long)j * rows + i] = source[(int)((long)i * columns + j)];
            }
        }
        return Tensor.Of(result, columns, rows);
    }

    /// <summary>Σ_k t[k]·w[k, n]: what adding t to the input adds to each output.</summary>
    public static double[] Carried(Tensor w, int outputAxis, double[] t)
    {
        var result = new double[w.Shape[outputAxis]];
        ReadOnlySpan<float> data = w.Floats;
        long inner = w.Shape[1];
        for (int i = 0; i < data.Length; i++)
        {
            (long row, long column) = (i / inner, i % inner);
            (long k, long n) = outputAxis == 1 ? (row, column) : (column, row);
            result[n] += t[k] * data[i];
        }
        return result;
    }
}
