using static Qcc.Core.Ops.AttributeKind;

namespace Qcc.Core.Ops;

/// <summary>Convolutions and what is built from them.</summary>
public static class ConvolutionOperators
{
    public static readonly Operator Conv = new("Conv")
    {
        Versions = [1, 11, 22],
        Summary = "Convolution of x with filters w, plus bias b.",
        Inputs = [new("X"), new("W"), new("B", Optional: true)],
        Outputs = [new("Y")],
        Attributes =
        [
            new("auto_pad", Utf8), new("dilations", Ints), new("group", Int), new("kernel_shape", Ints), new("pads", Ints),
            new("strides", Ints),
        ],
        Shapes = ConvolutionShapes.Conv,
    };

    public static readonly Operator ConvTranspose = new("ConvTranspose")
    {
        Versions = [1, 11, 22],
        Summary = "Transposed convolution: each input element adds a scaled filter to the output.",
        Inputs = [new("X"), new("W"), new("B", Optional: true)],
        Outputs = [new("Y")],
        Attributes =
        [
            new("auto_pad", Utf8), new("dilations", Ints), new("group", Int), new("kernel_shape", Ints), new("output_padding", Ints),
            new("output_shape", Ints), new("pads", Ints), new("strides", Ints),
        ],
        Shapes = ConvolutionShapes.ConvTranspose,
    };

    public static readonly Operator DeformConv = new("DeformConv")
    {
        Versions = [19, 22],
        Summary = "Convolution whose sampling points move by offsets.",
        Inputs = [new("X"), new("W"), new("offset"), new("B", Optional: true), new("mask", Optional: true)],
        Outputs = [new("Y")],
        Attributes =
        [
            new("dilations", Ints), new("group", Int), new("kernel_shape", Ints), new("offset_group", Int), new("pads", Ints),
            new("strides", Ints),
        ],
    };

    public static readonly Operator Col2Im = new("Col2Im")
    {
        Versions = [18],
        Summary = "Adds columns of blocks back into an image.",
        Inputs = [new("input"), new("image_shape"), new("block_shape")],
        Outputs = [new("output")],
        Attributes = [new("dilations", Ints), new("pads", Ints), new("strides", Ints)],
    };

    /// <summary>Whether a node is a convolution with constant weights that sees each input channel alone: several groups of one channel.</summary>
    public static bool IsDepthwise(Ir.Node node) => node.Operator == Conv && node.Int("group", 1) > 1 && node.Constant(1) is { Rank: >= 3 } weight && weight.Shape[1] == 1;

    /// <summary>The entries of this file.</summary>
    public static IReadOnlyList<Operator> All { get; } =
    [
        Conv, ConvTranspose, DeformConv, Col2Im,
    ];
}
