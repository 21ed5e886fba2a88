using Qcc.Core.Ir;
using Qcc.Core.Ops;

namespace Qcc.Onnx.OpsetRaising;

/// <summary>Conversions of operators whose meaning has another name, or another default, in the new version.</summary>
static class Renamings
{
    /// <summary>Scatter(data, indices, updates)  =>  ScatterElements(data, indices, updates)</summary>
    public static void ScatterToScatterElements(ConversionSite site) => Graph.SetOperator(site.Node, DataMovementOperators.ScatterElements);

    /// <summary>RoiAlign(...)  =>  RoiAlign(...) {coordinate_transformation_mode="output_half_pixel"}; the new default is "half_pixel".</summary>
    public static void RoiAlignCoordinates(ConversionSite site) => site.Node.Set("coordinate_transformation_mode", "output_half_pixel");

    /// <summary>Split(input)  =>  Split(input) {num_outputs}, which the new version needs where it gets no sizes.</summary>
    public static void SplitCount(ConversionSite site)
    {
        if (site.Node.Input(1) is null)
        {
            site.Node.Set("num_outputs", site.Node.Outputs.Count);
        }
    }

    /// <summary>GridSample {mode="bilinear"}  =>  {mode="linear"}, {mode="bicubic"}  =>  {mode="cubic"}</summary>
    public static void GridSampleMode(ConversionSite site)
    {
        string? mode = site.Node.Text("mode", "") switch
        {
            "bilinear" => "linear",
            "bicubic" => "cubic",
            _ => null,
        };
        if (mode is not null)
        {
            site.Node.Set("mode", mode);
        }
    }
}
