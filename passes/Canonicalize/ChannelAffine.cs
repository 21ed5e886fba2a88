using Qcc.Core.Ir;

namespace Qcc.Passes.Canonicalize;

/// <summary>y[c] = x[c] · Scale[c] + Shift[c]: what a batch normalization with constant statistics does to a channel.</summary>
sealed record ChannelAffine(double[] Scale, double[] Shift)
{
    public int Channels => Scale.Length;

    /// <summary>s = scale / √(var + ε), t = beta - mean·s, in double precision and rounded once when used.</summary>
    public static ChannelAffine OfBatchNormalization(Tensor scale, Tensor beta, Tensor mean, Tensor variance, float epsilon)
    {
        ReadOnlySpan<float> g = scale.Floats, b = beta.Floats, m = mean.Floats, v = variance.Floats;
        double[] s = new double[g.Length], t = new double[g.Length];
        for (int c = 0; c < s.Length; c++)
        {
            s[c] = g[c] / Math.Sqrt((double)v[c] + epsilon);
            t[c] = b[c] - m[c] * s[c];
        }
        return new ChannelAffine(s, t);
    }

    /// <summary>Why a normalization node cannot be read as an affine map, or null.</summary>
    public static string? Refusal(Node norm, Tensor scale, params ReadOnlySpan<Tensor> others)
    {
        if (norm.Int("training_mode", 0) != 0)
        {
            return "the normalization is in training mode";
        }
        if (norm.Int("spatial", 1) == 0)
        {
            return "the normalization is not per channel (spatial=0)";
        }
        foreach (Tensor other in others)
        {
            if (other.Rank != 1 || scale.Rank != 1 || other.Count != scale.Count)
            {
                return $"the normalization's operands are {scale.Type} and {other.Type}";
            }
        }
        return null;
    }

    /// <summary>Whether every factor and offset is a finite f32 number.</summary>
    public bool IsFinite => Scale.Concat(Shift).All(v => float.IsFinite((float)v));

    /// <summary>w with slice c along <paramref name="axis"/> multiplied by Scale[c mod Channels].</summary>
    public Tensor Scaled(Tensor w, int axis)
    {
        float[] result = w.Floats.ToArray();
        long inner = w.Shape.Skip(axis + 1).Aggregate(1L, (product, size) => product * size), size = w.Shape[axis];
        for (long i = 0; i < result.Length; i++)
        {
            result[i] = (float)(result[i] * Scale[i / inner % size % Channels]);
        }
        return Tensor.Of(result, [.. w.Shape]);
    }

    /// <summary>b · Scale + Shift, where a missing b is zero.</summary>
    public Tensor Applied(Tensor? b)
    {
        var result = new float[Channels];
        for (int c = 0; c < result.Length; c++)
        {
            result[c] = (float)((b is null ? 0 : b.Floats[b.Count == 1 ? 0 : c]) * Scale[c] + Shift[c]);
        }
        return Tensor.Vector(result);
    }
}
