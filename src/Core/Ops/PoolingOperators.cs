using Qcc.Core.Ops.Integer;
using static Qcc.Core.Ops.AttributeKind;

namespace Qcc.Core.Ops;

/// <summary>Pooling over windows and whole images.</summary>
public static class PoolingOperators
{
    public static readonly Operator AveragePool = new("AveragePool")
    {
        Versions = [1, 7, 10, 11, 19, 22],
        Summary = "Mean of each window.",
        Inputs = [new("X")],
        Outputs = [new("Y")],
        Attributes =
        [
            new("auto_pad", Utf8), new("ceil_mode", Int, Since: 10), new("count_include_pad", Int),
            new("dilations", Ints, Since: 19), new("kernel_shape", Ints, Required: true), new("pads", Ints), new("strides", Ints),
        ],
        Shapes = ConvolutionShapes.Pool,
        Commutes = Commutes.WithPositiveScale,
    };

    public static readonly Operator MaxPool = new("MaxPool")
    {
        Versions = [1, 8, 10, 11, 12, 22],
        Summary = "Maximum of each window.",
        Inputs = [new("X")],
        Outputs = [new("Y"), new("Indices", Optional: true, Since: 8)],
        Attributes =
        [
            new("auto_pad", Utf8), new("ceil_mode", Int, Since: 10), new("dilations", Ints, Since: 10),
            new("kernel_shape", Ints, Required: true), new("pads", Ints), new("storage_order", Int, Since: 8), new("strides", Ints),
        ],
        Shapes = ConvolutionShapes.Pool,
        Commutes = Commutes.WithPositiveScale | Commutes.WithQuantization,
        Semantics = OrderSemantics.MaxPool,
    };

    public static readonly Operator LpPool = new("LpPool")
    {
        Versions = [1, 2, 11, 18, 22],
        Summary = "Lp norm of each window.",
        Inputs = [new("X")],
        Outputs = [new("Y")],
        Attributes =
        [
            new("auto_pad", Utf8), new("ceil_mode", Int, Since: 18), new("dilations", Ints, Since: 18),
            new("kernel_shape", Ints, Required: true), new("p", Int), new("pads", Ints), new("strides", Ints),
        ],
        Shapes = ConvolutionShapes.Pool,
        Commutes = Commutes.WithPositiveScale,
    };

    public static readonly Operator GlobalAveragePool = new("GlobalAveragePool")
    {
        Versions = [1, 22],
        Summary = "Mean over the spatial dimensions.",
        Inputs = [new("X")],
        Outputs = [new("Y")],
        Shapes = ConvolutionShapes.GlobalPool,
        Commutes = Commutes.WithPositiveScale,
    };

    public static readonly Operator GlobalMaxPool = new("GlobalMaxPool")
    {
        Versions = [1, 22],
        Summary = "Maximum over the spatial dimensions.",
        Inputs = [new("X")],
        Outputs = [new("Y")],
        Shapes = ConvolutionShapes.GlobalPool,
        Commutes = Commutes.WithPositiveScale | Commutes.WithQuantization,
    };

    public static readonly Operator GlobalLpPool = new("GlobalLpPool")
    {
        Versions = [1, 2, 22],
        Summary = "Lp norm over the spatial dimensions.",
        Inputs = [new("X")],
        Outputs = [new("Y")],
        Attributes = [new("p", Int)],
        Shapes = ConvolutionShapes.GlobalPool,
        Commutes = Commutes.WithPositiveScale,
    };

    public static readonly Operator MaxRoiPool = new("MaxRoiPool")
    {
        Versions = [1, 22],
        Summary = "Maximum over regions of interest.",
        Inputs = [new("X"), new("rois")],
        Outputs = [new("Y")],
        Attributes = [new("pooled_shape", Ints, Required: true), new("spatial_scale", Float)],
    };

    public static readonly Operator MaxUnpool = new("MaxUnpool")
    {
        Versions = [9, 11, 22],
        Summary = "Puts maxima back to where MaxPool found them.",
        Inputs = [new("X"), new("I"), new("output_shape", Optional: true)],
        Outputs = [new("output")],
        Attributes = [new("kernel_shape", Ints, Required: true), new("pads", Ints), new("strides", Ints)],
    };

    public static readonly Operator RoiAlign = new("RoiAlign")
    {
        Versions = [10, 16, 22],
        Summary = "Bilinear samples of regions of interest.",
        Inputs = [new("X"), new("rois"), new("batch_indices")],
        Outputs = [new("Y")],
        Attributes =
        [
            new("coordinate_transformation_mode", Utf8, Since: 16), new("mode", Utf8), new("output_height", Int),
            new("output_width", Int), new("sampling_ratio", Int), new("spatial_scale", Float),
        ],
    };

    /// <summary>The entries of this file.</summary>
    public static IReadOnlyList<Operator> All { get; } =
    [
        AveragePool, MaxPool, LpPool, GlobalAveragePool, GlobalMaxPool, GlobalLpPool, MaxRoiPool, MaxUnpool, RoiAlign,
    ];
}
