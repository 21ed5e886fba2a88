using Qcc.Core.Ir;
using Qcc.Core.Ops;

namespace Qcc.Onnx.OpsetRaising;

/// <summary>Conversions of Upsample, which became Resize.</summary>
static class UpsampleConversions
{
    /// <summary>Upsample(X) {scales}  =>  Upsample(X, scales)</summary>
    public static void TakeScalesAsInput(ConversionSite site)
    {
        float[] scales = site.Take("scales") is FloatsAttribute { Values: { } values } ? [.. values] : throw site.Refuse("it has no scales", "give it scales");
        site.SetInput(1, site.Constant("scales", Tensor.Vector(scales)));
    }

    /// <summary>Upsample(X, scales)  =>  Resize(X, scales)</summary>
    /// <remarks>
    /// Upsample never shrinks, which Resize of version 10 does not say; so what version 11 needs to know is written at once,
    /// if that is where the model goes.
    /// </remarks>
    public static void ToResize(ConversionSite site)
    {
        Graph.SetOperator(site.Node, DataMovementOperators.Resize);
        if (site.Target > site.Version)
        {
            ResizeConversions.SampleAsymmetrically(site, "floor");
        }
    }
}
