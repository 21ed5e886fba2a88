using Qcc.Core.Ir;
using Qcc.Core.Ops;

namespace Qcc.Onnx.OpsetRaising;

/// <summary>Conversions of Resize.</summary>
static class ResizeConversions
{
    const string Coordinates = "coordinate_transformation_mode";
    const string Nearest = "nearest_mode";

    // From then on the region of interest may be left out.
    const int OptionalRegion = 13;

    /// <summary>Resize(X, scales)  =>  Resize(X, _, scales) {coordinate_transformation_mode="asymmetric", nearest_mode}</summary>
    /// <remarks>
    /// ONNX does not say how version 10 rounds to the nearest pixel. ONNX Runtime, whose word counts, rounds down along dimensions
    /// that grow and up along those that shrink (UpsampleBase, "simple"). Where both may happen, one node grows and one shrinks.
    /// </remarks>
    public static void NameCoordinates(ConversionSite site)
    {
        if (site.Node.Attribute(Coordinates) is not null)
        {
            return;
        }
        Value scales = site.Node.Input(1) ?? throw site.Refuse("it has no scales", "give it scales");
        float[]? known = site.Known(1) is { Element: ElementType.F32 } constant ? constant.Floats.ToArray() : null;
        if (site.Node.Text("mode", "nearest") != "nearest" || (known is not null && known.All(s => s >= 1)))
        {
            SampleAsymmetrically(site, "floor");
        }
        else if (known is not null && known.All(s => s <= 1))
        {
            SampleAsymmetrically(site, "ceil");
        }
        else
        {
            GrowThenShrink(site, scales);
        }
    }

    /// <summary>Resize(X, scales)  =>  Resize(X, _, scales) with the coordinates of version 10.</summary>
    public static void SampleAsymmetrically(ConversionSite site, string rounding)
    {
        Value? scales = site.Node.Input(1);
        site.SetInput(1, NoRegion(site));
        site.SetInput(2, scales);
        SetMode(site.Node, rounding);
    }

    /// <summary>
    /// Leaves out empty inputs, and rewrites the coordinates that version 13 dropped, where x = (i + ½) / scale is rounded:
    /// ⌊x⌋ = ⌊(x - ½) + ½⌋ and ⌈x - ½⌉, both of the half-pixel coordinate x - ½.
    /// </summary>
    public static void LeaveOutEmptyInputs(ConversionSite site)
    {
        for (int i = 1; i < site.Node.Inputs.Count; i++)
        {
            if (site.Known(i) is { Count: 0 })
            {
                site.SetInput(i, null);
            }
        }
        if (site.Node.Text(Coordinates, "half_pixel") == "tf_half_pixel_for_nn")
        {
            SampleAtHalfPixels(site);
        }
    }

    static void SampleAtHalfPixels(ConversionSite site)
    {
        string? rounding = (site.Node.Text("mode", "nearest"), site.Node.Text(Nearest, "round_prefer_floor")) switch
        {
            ("nearest", "floor") => "round_prefer_ceil",
            ("nearest", "round_prefer_floor") => "ceil",
            _ => null,
        };
        if (rounding is null)
        {
            throw site.Refuse("the coordinates \"tf_half_pixel_for_nn\" are no longer allowed, and have an equal only where they are rounded down or half down", "choose other coordinates");
        }
        site.Node.Set(Coordinates, "half_pixel");
        site.Node.Set(Nearest, rounding);
    }

    static void GrowThenShrink(ConversionSite site, Value scales)
    {
        Value one = site.Constant("one", Tensor.Scalar(1));
        Value grow = site.Before(ElementwiseOperators.Max, [scales, one], "grow");
        Value shrink = site.Before(ElementwiseOperators.Min, [scales, one], "shrink");
        Value? region = NoRegion(site);
        Node larger = site.Node.Graph.Insert(site.Node, DataMovementOperators.Resize, [site.Node.Input(0), region, grow], $"{site.Node.Label}_larger");
        larger.Set("mode", "nearest");
        SetMode(larger, "floor");
        site.SetInput(0, larger.Output);
        site.SetInput(1, region);
        site.SetInput(2, shrink);
        SetMode(site.Node, "ceil");
    }

    static Value? NoRegion(ConversionSite site) => site.Target >= OptionalRegion ? null : site.Constant("roi", Tensor.Vector());

    static void SetMode(Node node, string rounding)
    {
        node.Set(Coordinates, "asymmetric");
        if (node.Text("mode", "nearest") == "nearest")
        {
            node.Set(Nearest, rounding);
        }
    }
}
