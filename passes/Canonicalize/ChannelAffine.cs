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

    /// <summary>
    /// Add, Sub, Mul or Div with the constant <paramref name="c"/> as a map of channels; null where the constant differs within
    /// a channel, or divides by or is divided by what it must not.
    /// </summary>
    /// <param name="node">The elementwise node, one of whose inputs is c.</param>
    /// <param name="c">The constant: one number, or one per channel.</param>
    /// <param name="rank">Rank of the other operand.</param>
    /// <param name="axis">Which dimension of it is the channel.</param>
    /// <param name="channels">Number of channels.</param>
    public static ChannelAffine? OfElementwise(Node node, Tensor c, int rank, int axis, long channels)
    {
        if (c.Rank > rank || channels is < 1 or > int.MaxValue || (c.Count != 1 && (c.Count != channels || c.Rank < rank - axis || c.Shape[c.Rank - (rank - axis)] != channels)))
        {
            return null;
        }
        double[] scale = new double[channels], shift = new double[channels];
        bool constantIsFirst = node.Constant(0) is not null;
        for (int i = 0; i < scale.Length; i++)
        {
            double value = c.Floats[c.Count == 1 ? 0 : i];
            (scale[i], shift[i]) = node.Operator.Name switch
            {
                "Add" => (1, value),
                "Sub" => constantIsFirst ? (-1, value) : (1, -value),
                "Mul" => (value, 0),
                "Div" when !constantIsFirst && value != 0 => (1 / value, 0),
                _ => (double.NaN, double.NaN),
            };
        }
        ChannelAffine affine = new(scale, shift);
        return affine.IsFinite ? affine : null;
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

    /// <summary>Whether x has the channels already: a constant per channel would broadcast a single one.</summary>
    public bool Keeps(Value x, Tensor c) => c.Count == 1 || x.TensorType?.Size(1) == Channels;

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
