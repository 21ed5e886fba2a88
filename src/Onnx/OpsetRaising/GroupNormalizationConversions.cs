using Qcc.Core.Ir;
using Qcc.Core.Ops;

namespace Qcc.Onnx.OpsetRaising;

/// <summary>Conversions of GroupNormalization.</summary>
static class GroupNormalizationConversions
{
    /// <summary>
    /// GroupNormalization(X, scale[G], bias[G])  =>  GroupNormalization(X, Gather(scale, i), Gather(bias, i)), i = the group of each
    /// channel: 0, 0, ..., 1, 1, ...
    /// </summary>
    public static void ScaleEachChannel(ConversionSite site)
    {
        Value? x = site.Node.Input(0), scale = site.Node.Input(1), bias = site.Node.Input(2);
        long groups = site.Node.Int("num_groups", 0);
        if (x?.TensorType?.Size(1) is not { } channels || scale is null || bias is null)
        {
            throw site.Refuse("the number of channels is not known", "give its input a type");
        }
        if (groups <= 0 || channels % groups != 0)
        {
            throw site.Refuse($"{channels} channels do not form {groups} groups", "correct num_groups");
        }
        if (channels == groups)
        {
            return;
        }
        Value group = site.Constant("groups", Tensor.Of(GroupOf(site, channels, groups), channels));
        site.SetInput(1, site.Before(DataMovementOperators.Gather, [scale, group], "scale"));
        site.SetInput(2, site.Before(DataMovementOperators.Gather, [bias, group], "bias"));
    }

    /// <summary>The group of each channel.</summary>
    static long[] GroupOf(ConversionSite site, long channels, long groups)
    {
        // A declared size costs nothing to write, so it must not decide alone how much is allocated.
        const long most = 1 << 20;
        if (channels > most)
        {
            throw site.Refuse($"{channels} channels are more than {most}", "correct the type of its input");
        }
        var result = new long[channels];
        for (long c = 0; c < channels; c++)
        {
            result[c] = c / (channels / groups);
        }
        return result;
    }
}
