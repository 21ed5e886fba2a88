using Qcc.Core.Ir;
using Qcc.Core.Rewrite;
using static Qcc.Core.Ops.ConvolutionOperators;

namespace Qcc.Passes.Canonicalize;

/// <summary>A convolution that takes over an affine map of its input channels: Conv(x·s + t, w, b) = Conv(x, w·s, b + Σ w·t).</summary>
static class NextConv
{
    /// <summary>Channels of the input: those of a group times the groups.</summary>
    public static long InputChannels(Node conv, Tensor w) => conv.Int("group", 1) is > 0 and <= int.MaxValue and var groups ? w.Shape[1] * groups : 0;

    /// <summary>Why the map cannot be taken over, or null.</summary>
    public static string? Refusal(Node conv, Tensor w, Tensor? b, ChannelAffine? map, string withoutMap)
    {
        if (map is null)
        {
            return withoutMap;
        }
        if (w.Rank < 3 || map.Channels != InputChannels(conv, w) || w.Shape[0] % conv.Int("group", 1) != 0 || (b is not null && b.Count != w.Shape[0]))
        {
            return $"{map.Channels} channels for filters {w.Type}";
        }
        if (!map.IsFinite)
        {
            return "the factors are not finite";
        }
        return map.Shift.Any(t => t != 0) && IsPadded(conv) ? "the convolution pads with zeros, which a shift would turn into something else" : null;
    }

    /// <summary>The convolution of x itself.</summary>
    public static Value Folded(Rewriter r, Node conv, Value x, ChannelAffine map)
    {
        Tensor w = conv.Constant(1)!;
        (Tensor scaled, float[] bias) = Absorb(w, conv.Constant(2), map, conv.Int("group", 1));
        bool withoutBias = conv.Input(2) is null && bias.All(v => v == 0);
        Value? newBias = withoutBias ? null : conv.Input(2) is { } old ? r.Constant(Tensor.Vector(bias), old) : r.Constant(Tensor.Vector(bias), conv.Input(1)!.Name + "_bias");
        return r.Node(Conv, [x, r.Constant(scaled, conv.Input(1)!), newBias], conv.Attributes);
    }

    static (Tensor Weights, float[] Bias) Absorb(Tensor w, Tensor? b, ChannelAffine map, long groups)
    {
        float[] scaled = w.Floats.ToArray();
        var sums = new double[w.Shape[0]];
        long kernel = w.Shape.Skip(2).Aggregate(1L, (product, size) => product * size), perGroup = w.Shape[0] / groups;
        for (long i = 0; i < scaled.Length; i++)
        {
            long filter = i / kernel / w.Shape[1], channel = filter / perGroup * w.Shape[1] + i / kernel % w.Shape[1];
            sums[filter] += map.Shift[channel] * scaled[i];
            scaled[i] = (float)(scaled[i] * map.Scale[channel]);
        }
        var bias = new float[sums.Length];
        for (int k = 0; k < bias.Length; k++)
        {
            bias[k] = (float)((b is null ? 0 : b.Floats[k]) + sums[k]);
        }
        return (Tensor.Of(scaled, [.. w.Shape]), bias);
    }

    static bool IsPadded(Node conv) => conv.Text("auto_pad", "NOTSET") switch
    {
        "NOTSET" => conv.Ints("pads")?.Any(p => p != 0) == true,
        "VALID" => false,
        _ => true,
    };
}
