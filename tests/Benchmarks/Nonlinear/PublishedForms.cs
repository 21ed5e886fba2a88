using Qcc.Core.Ops.Integer.Nonlinear;

namespace Qcc.Benchmarks.Nonlinear;

/// <summary>
/// I-BERT's and I-ViT's operators with the constants that their papers and PyTorch code derive from the input's scale, in double and so without
/// overflow: what the forms with a fixed Q format are compared with. Nothing of qcc uses them.
/// </summary>
static class PublishedForms
{
    const int IVitBits = 15;

    /// <summary>e^(-d·s) of I-BERT: ln2/s, b/s and 1/(a·s²) are floored.</summary>
    public static double IBertExp(double d, double s)
    {
        const double A = 0.35815147, B = 0.96963238 / A, C = 1 / A;
        const int Bits = 30;
        double b = Math.Floor(B / s), c = Math.Floor(C / (s * s)), unit = Math.Floor(-0.6931 / s);
        double x = Math.Max(-d, Bits * unit), q = Math.Floor(x / unit), r = x - unit * q;
        return Math.Max(Math.Floor((r * (r + b) + c) * Math.Pow(2, Bits - q)), 0) * (A * s * s * Math.ScaleB(1, -Bits));
    }

    /// <summary>The integer that stands for e^(-d·s) in I-ViT, in units of 1/(floor(1/s)·2^bits): log2(e) as 1.4375, 2^-f as 1 - f/2.</summary>
    public static double IVitExp(double d, double s, int bits = IVitBits)
    {
        double x = -d, unit = Math.Floor(-1 / s);
        x = Math.Max(x + Math.Floor(x / 2) - Math.Floor(x / 16), bits * unit);
        double q = Math.Floor(x / unit), r = x - unit * q;
        return Math.Max(Math.Floor((r / 2 - unit) * Math.Pow(2, bits - q)), 0);
    }

    /// <summary>e^(-d·s) of I-ViT.</summary>
    public static double IVitExpValue(double d, double s) => IVitExp(d, s) / (Math.Floor(1 / s) * Math.ScaleB(1, IVitBits));

    /// <summary>I-BERT's softmax in steps of 1/256.</summary>
    public static double[] IBertSoftmax(int[] row, double s)
    {
        int max = row.Max();
        double[] e = [.. row.Select(q => Math.Round(IBertExp(max - q, s) * 32767, MidpointRounding.ToEven))];
        double factor = Math.Floor(Math.ScaleB(1, 32) / e.Sum());
        return [.. e.Select(v => Math.Floor(Math.ScaleB(v * factor, -24)))];
    }

    /// <summary>I-ViT's softmax in steps of 1/128; the sum is held to 31 bits.</summary>
    public static double[] IVitSoftmax(int[] row, double s)
    {
        int max = row.Max();
        double[] e = [.. row.Select(q => IVitExp(max - q, s))];
        double factor = Math.Floor(int.MaxValue / Math.Min(e.Sum(), int.MaxValue));
        return [.. e.Select(v => Math.Floor(Math.ScaleB(v * factor, -24)))];
    }

    /// <summary>I-BERT's GELU of s·q: β/s and 1/(a·s²) are floored.</summary>
    public static double IBertGelu(double q, double s)
    {
        const double A = -0.2888, B = -1.769;
        const int Bits = 14;
        double scale = s / 1.4142, b = Math.Floor(B / scale), c = Math.Floor(1 / A / (scale * scale));
        double t = Math.Min(Math.Abs(q), -b) + b, erf = Math.Floor(Math.ScaleB(Math.Sign(q) * (t * t + c), -Bits));
        double step = scale * scale * A * (1 << Bits);
        return q * (erf + Math.Floor(1 / step)) * s * step / 2;
    }

    /// <summary>I-ViT's GELU of s·q in a row whose greatest code is given.</summary>
    public static double IVitGelu(double q, double s, double max)
    {
        const int Bits = 23;
        double e = IVitExp(max - q, s * 1.702, Bits), sum = Math.Min(e + IVitExp(max, s * 1.702, Bits), int.MaxValue);
        return q * Math.Floor(Math.ScaleB(e * Math.Floor(int.MaxValue / sum), -24)) * s / 128;
    }

    /// <summary>I-BERT's or I-ViT's LayerNorm of codes, before the last rounding; γ is not zero.</summary>
    public static double[] LayerNorm(int[] row, NormReference norm, bool iVit)
    {
        int n = row.Length;
        double mean = Math.Round(row.Average(q => (double)q), MidpointRounding.ToEven);
        double variance = row.Sum(q => (q - mean) * (q - mean)), root = Math.Floor(Math.Sqrt(variance));
        if (iVit)
        {
            root = 1 << 16;
            for (int i = 0; i < 10; i++)
            {
                root = Math.Floor((root + Math.Floor(variance / root)) / 2);
            }
        }
        double factor = Math.Floor((iVit ? int.MaxValue : Math.ScaleB(1, 31)) / root), step = Math.Sqrt(n) * Math.ScaleB(1, -30);
        return [.. row.Select((q, i) => (Math.Floor((q - mean) * factor / 2) + Math.Floor(norm.Beta[i] / norm.Gamma[i] / step)) * step * norm.Gamma[i])];
    }
}
