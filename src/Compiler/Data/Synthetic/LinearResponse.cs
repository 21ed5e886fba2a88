using Qcc.Core.Ir;

namespace Qcc.Data.Synthetic;

/// <summary>The weights of a first layer as one row of [channels, taps] for each output.</summary>
/// <param name="Height">Of the kernel; 1 for a matrix, as <paramref name="Width"/>.</param>
sealed record LinearResponse(float[] Rows, float[] Bias, int Outputs, int Channels, int Height, int Width)
{
    /// <summary>Layers with more weights than this tell nothing here in reasonable time.</summary>
    const long Most = 1 << 20;
    const int Patches = 256;
    const int Side = 64;

    int Taps => Height * Width;

    public static LinearResponse? Of(Node layer)
    {
        if (Constants.Of(layer.Input(1)) is not { Element: ElementType.F32, Count: > 0 and <= Most } w)
        {
            return null;
        }
        float[] bias = Constants.Floats(layer.Input(2)) ?? [];
        if (layer.Operator.Name == "Conv")
        {
            bool plain = w.Rank == 4 && layer.Int("group", 1) == 1 && w.Shape[2] <= Side && w.Shape[3] <= Side;
            return plain ? Sized(w.Floats.ToArray(), bias, (int)w.Shape[0], (int)w.Shape[1], (int)w.Shape[2], (int)w.Shape[3]) : null;
        }
        bool transposed = layer.Int("transB", 0) == 1;
        return w.Rank != 2 || layer.Int("transA", 0) == 1 ? null
            : transposed ? Sized(w.Floats.ToArray(), bias, (int)w.Shape[0], (int)w.Shape[1], 1, 1)
            : Sized(Transposed(w), bias, (int)w.Shape[1], (int)w.Shape[0], 1, 1);
    }

    /// <summary>Deviation of each output for inputs like the synthetic ones, of deviation 1.</summary>
    public float[] UnitDeviations()
    {
        if (Taps == 1)
        {
            return [.. Enumerable.Range(0, Outputs).Select(o => MathF.Sqrt(Row(o).Sum(w => w * w)))];
        }
        var random = new Xoshiro(1);
        var sums = new double[Outputs];
        var squares = new double[Outputs];
        float[] picture = [];
        var patch = new float[Channels * Taps];
        for (int p = 0; p < Patches; p++)
        {
            if (p % 16 == 0)
            {
                picture = OctaveNoise.Picture(random, Channels, Side, Side);
            }
            Cut(picture, (int)random.Below(Side - Height + 1), (int)random.Below(Side - Width + 1), patch);
            for (int o = 0; o < Outputs; o++)
            {
                double response = Dot(Rows.AsSpan(o * patch.Length, patch.Length), patch);
                sums[o] += response;
                squares[o] += response * response;
            }
        }
        return [.. sums.Zip(squares, (s, q) => (float)Math.Sqrt(Math.Max(0, q / Patches - s / Patches * (s / Patches))))];
    }

    /// <summary>
    /// The mean of each channel that explains the outputs' means best: least squares, every output in units of its deviation,
    /// with a small ridge. Zero where there are more channels than outputs can tell.
    /// </summary>
    public float[] MeanFor(float[] means, float[] deviations)
    {
        if (Channels > Math.Min(Outputs, 64))
        {
            return [0];
        }
        var normal = new double[Channels, Channels];
        var right = new double[Channels];
        for (int o = 0; o < Outputs; o++)
        {
            double[] sums = [.. Enumerable.Range(0, Channels).Select(c => Row(o).AsSpan(c * Taps, Taps).ToArray().Sum(w => (double)w) / deviations[o])];
            double target = (means[o] - (Bias.Length == Outputs ? Bias[o] : 0)) / deviations[o];
            for (int i = 0; i < Channels; i++)
            {
                right[i] += sums[i] * target;
                for (int j = 0; j < Channels; j++)
                {
                    normal[i, j] += sums[i] * sums[j];
                }
            }
        }
        double ridge = 0.01 * Enumerable.Range(0, Channels).Sum(i => normal[i, i]) / Channels + 1e-12;
        for (int i = 0; i < Channels; i++)
        {
            normal[i, i] += ridge;
        }
        return [.. Solve(normal, right).Select(v => (float)v)];
    }

    static LinearResponse Sized(float[] rows, float[] bias, int outputs, int channels, int height, int width) => new(rows, bias, outputs, channels, height, width);

    float[] Row(int output) => Rows[(output * Channels * Taps)..((output + 1) * Channels * Taps)];

    void Cut(float[] picture, int top, int left, float[] patch)
    {
        int at = 0;
        for (int c = 0; c < Channels; c++)
        {
            for (int y = 0; y < Height; y++, at += Width)
            {
                picture.AsSpan((c * Side + top + y) * Side + left, Width).CopyTo(patch.AsSpan(at));
            }
        }
    }

    /// <summary>In order, so that every machine rounds alike.</summary>
    static double Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            sum += (double)a[i] * b[i];
        }
        return sum;
    }

    static float[] Transposed(Tensor w)
    {
        ReadOnlySpan<float> from = w.Floats;
        int rows = (int)w.Shape[0], columns = (int)w.Shape[1];
        var to = new float[from.Length];
        for (int i = 0; i < from.Length; i++)
        {
            to[i % columns * rows + i / columns] = from[i];
        }
        return to;
    }

    /// <summary>Gaussian elimination; the matrix is symmetric and positive definite, so no pivoting is needed.</summary>
    static double[] Solve(double[,] a, double[] b)
    {
        int n = b.Length;
        for (int k = 0; k < n; k++)
        {
            for (int i = k + 1; i < n; i++)
            {
                double factor = a[i, k] / a[k, k];
                for (int j = k; j < n; j++)
                {
                    a[i, j] -= factor * a[k, j];
                }
                b[i] -= factor * b[k];
            }
        }
        for (int i = n - 1; i >= 0; i--)
        {
            for (int j = i + 1; j < n; j++)
            {
                b[i] -= a[i, j] * b[j];
            }
            b[i] /= a[i, i];
        }
        return b;
    }
}
