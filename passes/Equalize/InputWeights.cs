using System.Numerics.Tensors;
using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Quantization;
using Tensor = Qcc.Core.Ir.Tensor;

namespace Qcc.Passes.Equalize;

/// <summary>
/// The weights of a layer by output n and input channel k, whatever their layout: [K, N] or [N, K] of a matrix, [N, K/groups, taps] of a
/// convolution, [K, N, taps] of a transposed one. What equalization asks of a layer again and again is summed up once.
/// </summary>
sealed class InputWeights
{
    readonly float[] _largest;
    readonly double[] _squares;
    readonly bool _takesBias;
    readonly int _outputs, _depth, _groups, _taps;

    /// <summary>Reads the constant weights of a Conv, ConvTranspose in one group, Gemm or MatMul.</summary>
    public InputWeights(Node node)
    {
        Tensor weight = node.Constant(1)!;
        bool outputsFirst = node.Operator == ConvolutionOperators.Conv || node.Int("transB", 0) != 0;
        _takesBias = BiasSlot.Of(node) is not null;
        _groups = (int)node.Int("group", 1);
        (_outputs, _depth) = outputsFirst ? ((int)weight.Shape[0], (int)weight.Shape[1]) : ((int)weight.Shape[1], (int)weight.Shape[0]);
        _taps = (int)weight.Shape.Skip(2).Aggregate(1L, (product, k) => product * k);
        _largest = new float[_outputs * _depth];
        _squares = new double[_depth * _groups];
        ReadOnlySpan<float> w = weight.Floats;
        for (int n = 0; n < _outputs; n++)
        {
            for (int k = 0; k < _depth; k++)
            {
                ReadOnlySpan<float> taps = w.Slice((outputsFirst ? n * _depth + k : k * _outputs + n) * _taps, _taps);
                _largest[n * _depth + k] = MathF.Abs(TensorPrimitives.MaxMagnitude(taps));
                _squares[First(n) + k] += TensorPrimitives.SumOfSquares(taps);
            }
        }
    }

    /// <summary>The largest |w| of every input channel.</summary>
    public float[] LargestOfChannels()
    {
        var largest = new float[_depth * _groups];
        for (int n = 0; n < _outputs; n++)
        {
            Span<float> channels = largest.AsSpan(First(n), _depth);
            TensorPrimitives.Max(channels, _largest.AsSpan(n * _depth, _depth), channels);
        }
        return largest;
    }

    /// <summary>
    /// Expected square of the output's rounding error, relative to the square of the output (docs/algorithms.md C15), when the input is divided by
    /// <paramref name="factors"/> s and rounded to steps of <paramref name="step"/>, and the weights, multiplied by s, to 127 steps per output:
    /// Σ_k (e_k·s_k²·Σ w[n,k]² + taps·Σ_n t_n²/12·v_k/s_k²), the inner sums over the outputs n (and taps) that read channel k, with
    /// e_k = min(step²/12, m_k/s_k²), since what rounds to zero loses no more than itself, and t_n = max_k |s_k·w[n,k]| / 127. v_k is m_k, or the
    /// variance where a bias takes up the mean error (C10). Rounding errors are taken as independent.
    /// </summary>
    /// <param name="factors">One per input channel, [K].</param>
    /// <param name="step">Step of the divided input.</param>
    /// <param name="meanSquares">m [K].</param>
    /// <param name="variances">m less the square of the mean, [K], not negative: the two may come from different samples.</param>
    public double RoundingError(ReadOnlySpan<float> factors, double step, ReadOnlySpan<double> meanSquares, ReadOnlySpan<double> variances)
    {
        (double error, double power) = (0, 0);
        var scaled = new double[_depth * _groups];
        for (int k = 0; k < scaled.Length; k++)
        {
            double square = (double)factors[k] * factors[k];
            scaled[k] = (_takesBias ? variances[k] : meanSquares[k]) / square;
            error += Math.Min(step * step / 12, meanSquares[k] / square) * square * _squares[k];
            power += meanSquares[k] * _squares[k];
        }
        var perGroup = new double[_groups];
        for (int g = 0; g < _groups; g++)
        {
            perGroup[g] = _taps * TensorPrimitives.Sum<double>(scaled.AsSpan(g * _depth, _depth));
        }
        var products = new float[_depth];
        for (int n = 0; n < _outputs; n++)
        {
            TensorPrimitives.Multiply(_largest.AsSpan(n * _depth, _depth), factors.Slice(First(n), _depth), products);
            double t = TensorPrimitives.Max<float>(products) / QuantizedWeight.LargestCode;
            error += t * t / 12 * perGroup[First(n) / _depth];
        }
        return power > 0 ? error / power : 0;
    }

    /// <summary>
    /// Expected square of the output's error, relative to the square of the output, when the weights of a product, multiplied by
    /// <paramref name="factors"/> s, are rounded to 2^bits steps in blocks of inputs (docs/algorithms.md C16): Σ_n Σ_b t²/12·Σ_{k in b} m_k/s_k²
    /// with t = max_{k in b} |s_k·w[n,k]| / 2^(bits - 1).
    /// </summary>
    /// <param name="factors">One per input channel, [K].</param>
    /// <param name="meanSquares">m [K].</param>
    public double BlockError(ReadOnlySpan<float> factors, ReadOnlySpan<double> meanSquares, int bits, int blockSize)
    {
        (double error, double power) = (0, 0);
        for (int k = 0; k < meanSquares.Length; k++)
        {
            power += meanSquares[k] * _squares[k];
        }
        var products = new float[blockSize];
        for (int first = 0; first < _depth; first += blockSize)
        {
            int count = Math.Min(blockSize, _depth - first);
            double weight = 0;
            for (int k = first; k < first + count; k++)
            {
                weight += meanSquares[k] / ((double)factors[k] * factors[k]);
            }
            for (int n = 0; n < _outputs; n++)
            {
                TensorPrimitives.Multiply(_largest.AsSpan(n * _depth + first, count), factors.Slice(first, count), products);
                double t = TensorPrimitives.Max<float>(products.AsSpan(0, count)) / (1 << (bits - 1));
                error += t * t / 12 * weight;
            }
        }
        return power > 0 ? error / power : 0;
    }

    /// <summary>The first input channel that output n reads.</summary>
    int First(int n) => n / (_outputs / _groups) * _depth;
}
