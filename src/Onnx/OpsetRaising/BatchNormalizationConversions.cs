using Qcc.Core.Ir;
using Qcc.Core.Ops;

namespace Qcc.Onnx.OpsetRaising;

/// <summary>Conversions of BatchNormalization.</summary>
static class BatchNormalizationConversions
{
    /// <summary>
    /// BatchNormalization {spatial=1}  =>  BatchNormalization;
    /// {spatial=0}  =>  (X - mean) / √(var + ε) · scale + B, with parameters of the shape of one X.
    /// </summary>
    public static void NormalizeEachChannel(ConversionSite site)
    {
        bool perChannel = (site.TakeInt("spatial") ?? 1) != 0 || site.Node.Input(1)?.TensorType?.Rank == 1;
        if (!perChannel)
        {
            NormalizeEachElement(site);
        }
    }

    /// <summary>Further outputs, which said that a node trains, became an attribute; a model for inference has none.</summary>
    public static void InInference(ConversionSite site)
    {
        if (site.Node.Outputs.Skip(1).Any(o => o is not null))
        {
            throw site.Refuse("it returns its statistics, so it is in training", "export the model in evaluation (inference) mode");
        }
    }

    static void NormalizeEachElement(ConversionSite site)
    {
        InInference(site);
        if (site.Node.Inputs.Count != 5 || site.Node.Inputs.Any(i => i is null))
        {
            throw site.Refuse("it needs five inputs", "give it all of them");
        }
        Value x = site.Node.Inputs[0]!, scale = site.Node.Inputs[1]!, shift = site.Node.Inputs[2]!, mean = site.Node.Inputs[3]!, variance = site.Node.Inputs[4]!;
        Value epsilon = site.Scalar("epsilon", site.TakeFloat("epsilon") ?? 1e-5f, variance);
        Value deviation = site.Before(ElementwiseOperators.Sqrt, [site.Before(ElementwiseOperators.Add, [variance, epsilon], "variance")], "deviation");
        Value centred = site.Before(ElementwiseOperators.Sub, [x, mean], "centred");
        Value normalized = site.Before(ElementwiseOperators.Div, [centred, deviation], "normalized");
        Value scaled = site.Before(ElementwiseOperators.Mul, [normalized, scale], "scaled");
        site.Become(ElementwiseOperators.Add, scaled, shift);
    }
}
