using System.Numerics.Tensors;
using Tensor = Qcc.Core.Ir.Tensor;

namespace Qcc.Passes.Equalize;

/// <summary>
/// An orthogonal matrix R [D, D] whose elements are all about 1/√D, so that x·R spreads each element of x over all channels: R = diag(signs)·(S ⊗ T), S the
/// Sylvester-Hadamard matrix of the largest power of two in D, over its root, and T the Hartley matrix (cos 2πij/m + sin 2πij/m)/√m of the odd rest m, which exists for every
/// width. Both are symmetric. Where R must keep means (R·1 = 1, so that a LayerNormalization of x·R is that of x, rotated), a reflection
/// that takes 1 to R₀ᵀ·1 follows; it changes elements by about 1/D.
/// </summary>
/// <remarks>docs/algorithms.md C18; Ashkboos et al., QuaRot (Hadamard matrices, of whole transformers with RMS norms).</remarks>
sealed class FlatRotation
{
    /// <summary>Largest odd part of a width: its matrix is stored, and a product with it costs as much.</summary>
    const int LargestOdd = 1024;

    readonly float[] _signs;
    readonly double[,] _odd;
    readonly double[]? _reflection;
    readonly double _power;

    /// <param name="signs">D signs, 1 or -1.</param>
    /// <param name="keepsMeans">Whether R·1 = 1.</param>
    public FlatRotation(float[] signs, bool keepsMeans)
    {
        _signs = signs;
        int odd = signs.Length;
        while (odd % 2 == 0)
        {
            odd /= 2;
        }
        _odd = new double[odd, odd];
        for (int i = 0; i < odd; i++)
        {
            for (int j = 0; j < odd; j++)
            {
                (double sin, double cos) = Math.SinCos(2 * Math.PI * ((long)i * j % odd) / odd);
                _odd[i, j] = (cos + sin) / Math.Sqrt(odd);
            }
        }
        if (keepsMeans)
        {
            // R₀ᵀ·1 = (S ⊗ T)·signs.
            double[] image = [.. signs.Select(s => (double)s)];
            Spread(image);
            double[] v = [.. image.Select(h => 1 - h)];
            double square = TensorPrimitives.SumOfSquares<double>(v);
            (_reflection, _power) = square > 1e-12 * signs.Length ? (v, 2 / square) : (null, 0);
        }
    }

    /// <summary>Whether a rotation of D channels takes little memory and time: D = 2^k·m with m of at most 1,024.</summary>
    public static bool IsCheap(int width) => width > 0 && width / (width & -width) <= LargestOdd;

    /// <summary>D.</summary>
    public int Width => _signs.Length;

    /// <summary>Signs that differ by width and number and are the same in every run (a linear congruential generator, Knuth's constants).</summary>
    public static float[] Signs(int width, int number)
    {
        ulong state = (ulong)width * 0x9E3779B97F4A7C15 + (ulong)number;
        var signs = new float[width];
        for (int i = 0; i < width; i++)
        {
            state = state * 6364136223846793005 + 1442695040888963407;
            signs[i] = (state >> 62 & 1) == 0 ? 1 : -1;
        }
        return signs;
    }

    /// <summary>x ← x·R, in place.</summary>
    public void Apply(Span<double> x)
    {
        for (int i = 0; i < x.Length; i++)
        {
            x[i] *= _signs[i];
        }
        Spread(x);
        if (_reflection is not null)
        {
            TensorPrimitives.MultiplyAdd(_reflection, -_power * TensorPrimitives.Dot<double>(x, _reflection), x, x);
        }
    }

    /// <summary>A tensor whose vectors along an axis of length D are rotated: W·R along the outputs of a matrix, Rᵀ·W along its inputs.</summary>
    public Tensor Along(Tensor tensor, int axis)
    {
        float[] rotated = tensor.Floats.ToArray();
        int inner = (int)tensor.Shape.Skip(axis + 1).Aggregate(1L, (product, size) => product * size);
        var x = new double[Width];
        for (int vector = 0; vector < rotated.Length / Width; vector++)
        {
            int first = vector / inner * inner * Width + vector % inner;
            for (int i = 0; i < x.Length; i++)
            {
                x[i] = rotated[first + i * inner];
            }
            Apply(x);
            for (int i = 0; i < x.Length; i++)
            {
                rotated[first + i * inner] = (float)x[i];
            }
        }
        return Tensor.Of(rotated, [.. tensor.Shape]);
    }

    /// <summary>x ← x·(S ⊗ T).</summary>
    void Spread(Span<double> x)
    {
        int odd = _odd.GetLength(0);
        for (int half = odd; half < x.Length; half *= 2)
        {
            for (int first = 0; first < x.Length; first += 2 * half)
            {
                for (int i = first; i < first + half; i++)
                {
                    (x[i], x[i + half]) = (x[i] + x[i + half], x[i] - x[i + half]);
                }
            }
        }
        double root = 1 / Math.Sqrt((double)x.Length / odd);
        var part = new double[odd];
        for (int first = 0; first < x.Length; first += odd)
        {
            Span<double> block = x.Slice(first, odd);
            for (int j = 0; j < odd; j++)
            {
                part[j] = 0;
                for (int i = 0; i < odd; i++)
                {
                    part[j] += block[i] * _odd[i, j];
                }
            }
            TensorPrimitives.Multiply<double>(part, root, block);
        }
    }
}
