// A table: one entry per operator, so the file is long.
using Qcc.Core.Ops.Integer;
using static Qcc.Core.Ops.AttributeKind;

namespace Qcc.Core.Ops;

/// <summary>Operators that move, copy or reshape elements without computing.</summary>
public static class DataMovementOperators
{
    public static readonly Operator Identity = new("Identity")
    {
        Versions = [1, 13, 14, 16, 19, 21, 23, 24, 25],
        Summary = "The input itself.",
        Inputs = [new("input")],
        Outputs = [new("output")],
        Shapes = Shape.SameAs(0),
        Commutes = Commutes.WithPositiveScale | Commutes.WithTranspose | Commutes.WithQuantization,
        Semantics = MovementSemantics.Same,
    };

    public static readonly Operator Dropout = new("Dropout")
    {
        Versions = [1, 6, 7, 10, 12, 13, 22],
        Summary = "The input itself in inference; zeroes elements at random in training.",
        Inputs = [new("data"), new("ratio", Optional: true, Since: 12), new("training_mode", Optional: true, Since: 12)],
        Outputs = [new("output"), new("mask", Optional: true)],
        Attributes = [new("ratio", Float, Until: 11), new("seed", Int, Since: 12)],
        Shapes = NormalizationShapes.FirstOutput,
        Commutes = Commutes.WithPositiveScale | Commutes.WithTranspose | Commutes.WithQuantization,
    };

    public static readonly Operator Reshape = new("Reshape")
    {
        Versions = [1, 5, 13, 14, 19, 21, 23, 24, 25],
        Summary = "The elements under another shape.",
        Inputs = [new("data"), new("shape")],
        Outputs = [new("reshaped")],
        Attributes = [new("allowzero", Int, Since: 14)],
        Shapes = MovementShapes.Reshape,
        Commutes = Commutes.WithQuantization,
        Semantics = MovementSemantics.Same,
    };

    public static readonly Operator Flatten = new("Flatten")
    {
        Versions = [1, 9, 11, 13, 21, 23, 24, 25],
        Summary = "The elements as a matrix.",
        Inputs = [new("input")],
        Outputs = [new("output")],
        Attributes = [new("axis", Int)],
        Shapes = MovementShapes.Flatten,
        Commutes = Commutes.WithQuantization,
        Semantics = MovementSemantics.Same,
    };

    public static readonly Operator Transpose = new("Transpose")
    {
        Versions = [1, 13, 21, 23, 24, 25],
        Summary = "Dimensions in another order.",
        Inputs = [new("data")],
        Outputs = [new("transposed")],
        Attributes = [new("perm", Ints)],
        Shapes = MovementShapes.Transpose,
        Commutes = Commutes.WithQuantization,
        Semantics = MovementSemantics.Transpose,
    };

    public static readonly Operator Squeeze = new("Squeeze")
    {
        Versions = [1, 11, 13, 21, 23, 24, 25],
        Summary = "Drops dimensions of size 1.",
        Inputs = [new("data"), new("axes", Optional: true, Since: 13)],
        Outputs = [new("squeezed")],
        Attributes = [new("axes", Ints, Until: 12)],
        Shapes = MovementShapes.Squeeze,
        Commutes = Commutes.WithQuantization,
        Semantics = MovementSemantics.Same,
    };

    public static readonly Operator Unsqueeze = new("Unsqueeze")
    {
        Versions = [1, 11, 13, 21, 23, 24, 25],
        Summary = "Adds dimensions of size 1.",
        Inputs = [new("data"), new("axes", Since: 13)],
        Outputs = [new("expanded")],
        Attributes = [new("axes", Ints, Required: true, Until: 12)],
        Shapes = MovementShapes.Unsqueeze,
        Commutes = Commutes.WithQuantization,
        Semantics = MovementSemantics.Same,
    };

    public static readonly Operator Concat = new("Concat")
    {
        Versions = [1, 4, 11, 13],
        Summary = "Inputs behind one another along an axis.",
        Inputs = [new("inputs", Variadic: true)],
        Outputs = [new("concat_result")],
        Attributes = [new("axis", Int, Required: true)],
        Shapes = MovementShapes.Concat,
        Commutes = Commutes.WithQuantization,
        Semantics = MovementSemantics.Concat,
    };

    public static readonly Operator Split = new("Split")
    {
        Versions = [1, 2, 11, 13, 18],
        Summary = "Parts along an axis.",
        Inputs = [new("input"), new("split", Optional: true, Since: 13)],
        Outputs = [new("outputs", Variadic: true)],
        Attributes = [new("axis", Int), new("num_outputs", Int, Since: 18), new("split", Ints, Until: 12)],
        Shapes = MovementShapes.Split,
        Commutes = Commutes.WithQuantization,
        Semantics = MovementSemantics.Split,
    };

    public static readonly Operator Slice = new("Slice")
    {
        Versions = [1, 10, 11, 13],
        Summary = "A strided part along axes.",
        Inputs =
        [
            new("data"), new("starts", Since: 10), new("ends", Since: 10), new("axes", Optional: true, Since: 10),
            new("steps", Optional: true, Since: 10),
        ],
        Outputs = [new("output")],
        Attributes = [new("axes", Ints, Until: 9), new("ends", Ints, Required: true, Until: 9), new("starts", Ints, Required: true, Until: 9)],
        Shapes = MovementShapes.Slice,
        Commutes = Commutes.WithQuantization,
        Semantics = MovementSemantics.Slice,
    };

    public static readonly Operator Pad = new("Pad")
    {
        Versions = [1, 2, 11, 13, 18, 19, 21, 23, 24, 25],
        Summary = "Grows dimensions by a constant, edge, reflected or wrapped elements.",
        Inputs = [new("data"), new("pads", Since: 11), new("constant_value", Optional: true, Since: 11), new("axes", Optional: true, Since: 18)],
        Outputs = [new("output")],
        Attributes = [new("mode", Utf8), new("pads", Ints, Required: true, Until: 10), new("value", Float, Until: 10)],
        Shapes = MovementShapes.Pad,
        Commutes = Commutes.WithQuantization,
        Semantics = MovementSemantics.Pad,
    };

    public static readonly Operator Gather = new("Gather")
    {
        Versions = [1, 11, 13],
        Summary = "Slices chosen by indices along an axis.",
        Inputs = [new("data"), new("indices")],
        Outputs = [new("output")],
        Attributes = [new("axis", Int)],
        Shapes = MovementShapes.Gather,
        Commutes = Commutes.WithQuantization,
        Semantics = MovementSemantics.Gather,
    };

    public static readonly Operator GatherElements = new("GatherElements")
    {
        Versions = [11, 13],
        Summary = "Elements chosen by indices along an axis.",
        Inputs = [new("data"), new("indices")],
        Outputs = [new("output")],
        Attributes = [new("axis", Int)],
        Shapes = MovementShapes.GatherElements,
        Commutes = Commutes.WithQuantization,
    };

    public static readonly Operator GatherND = new("GatherND")
    {
        Versions = [11, 12, 13],
        Summary = "Slices chosen by index tuples.",
        Inputs = [new("data"), new("indices")],
        Outputs = [new("output")],
        Attributes = [new("batch_dims", Int, Since: 12)],
        Commutes = Commutes.WithQuantization,
    };

    public static readonly Operator Scatter = new("Scatter")
    {
        Versions = [9, 11],
        Summary = "Writes elements at indices along an axis (now ScatterElements).",
        Inputs = [new("data", Until: 10), new("indices", Until: 10), new("updates", Until: 10)],
        Outputs = [new("output", Until: 10)],
        Attributes = [new("axis", Int, Until: 10)],
        Shapes = Shape.SameAs(0),
    };

    public static readonly Operator ScatterElements = new("ScatterElements")
    {
        Versions = [11, 13, 16, 18],
        Summary = "Writes elements at indices along an axis.",
        Inputs = [new("data"), new("indices"), new("updates")],
        Outputs = [new("output")],
        Attributes = [new("axis", Int), new("reduction", Utf8, Since: 16)],
        Shapes = Shape.SameAs(0),
    };

    public static readonly Operator ScatterND = new("ScatterND")
    {
        Versions = [11, 13, 16, 18],
        Summary = "Writes slices at index tuples.",
        Inputs = [new("data"), new("indices"), new("updates")],
        Outputs = [new("output")],
        Attributes = [new("reduction", Utf8, Since: 16)],
        Shapes = Shape.SameAs(0),
    };

    public static readonly Operator TensorScatter = new("TensorScatter")
    {
        Versions = [24],
        Summary = "Writes updates into a cache at given positions.",
        Inputs = [new("past_cache"), new("update"), new("write_indices", Optional: true)],
        Outputs = [new("present_cache")],
        Attributes = [new("axis", Int), new("mode", Utf8)],
        Shapes = Shape.SameAs(0),
    };

    public static readonly Operator Expand = new("Expand")
    {
        Versions = [8, 13],
        Summary = "Broadcasts to a shape.",
        Inputs = [new("input"), new("shape")],
        Outputs = [new("output")],
        Shapes = MovementShapes.Expand,
        Commutes = Commutes.WithQuantization,
        Semantics = MovementSemantics.Expand,
    };

    public static readonly Operator Tile = new("Tile")
    {
        Versions = [1, 6, 13],
        Summary = "Repeats the tensor along its dimensions.",
        Inputs = [new("input"), new("repeats")],
        Outputs = [new("output")],
        Shapes = MovementShapes.Tile,
        Commutes = Commutes.WithQuantization,
        Semantics = MovementSemantics.Tile,
    };

    public static readonly Operator DepthToSpace = new("DepthToSpace")
    {
        Versions = [1, 11, 13],
        Summary = "Moves channels into blocks of pixels.",
        Inputs = [new("input")],
        Outputs = [new("output")],
        Attributes = [new("blocksize", Int, Required: true), new("mode", Utf8, Since: 11)],
        Shapes = MovementShapes.DepthToSpace,
        Commutes = Commutes.WithQuantization,
        Semantics = MovementSemantics.DepthToSpace,
    };

    public static readonly Operator SpaceToDepth = new("SpaceToDepth")
    {
        Versions = [1, 13],
        Summary = "Moves blocks of pixels into channels.",
        Inputs = [new("input")],
        Outputs = [new("output")],
        Attributes = [new("blocksize", Int, Required: true)],
        Shapes = MovementShapes.SpaceToDepth,
        Commutes = Commutes.WithQuantization,
        Semantics = MovementSemantics.SpaceToDepth,
    };

    public static readonly Operator ReverseSequence = new("ReverseSequence")
    {
        Versions = [10],
        Summary = "Reverses sequences of given lengths.",
        Inputs = [new("input"), new("sequence_lens")],
        Outputs = [new("Y")],
        Attributes = [new("batch_axis", Int), new("time_axis", Int)],
        Shapes = Shape.SameAs(0),
        Commutes = Commutes.WithQuantization,
    };

    public static readonly Operator Compress = new("Compress")
    {
        Versions = [9, 11],
        Summary = "Slices where a condition holds.",
        Inputs = [new("input"), new("condition")],
        Outputs = [new("output")],
        Attributes = [new("axis", Int)],
        Commutes = Commutes.WithQuantization,
    };

    public static readonly Operator Trilu = new("Trilu")
    {
        Versions = [14],
        Summary = "Upper or lower triangle, zeros elsewhere.",
        Inputs = [new("input"), new("k", Optional: true)],
        Outputs = [new("output")],
        Attributes = [new("upper", Int)],
        Shapes = Shape.SameAs(0),
        Commutes = Commutes.WithQuantization,
    };

    public static readonly Operator CenterCropPad = new("CenterCropPad")
    {
        Versions = [18],
        Summary = "Crops or pads around the centre.",
        Inputs = [new("input_data"), new("shape")],
        Outputs = [new("output_data")],
        Attributes = [new("axes", Ints)],
        Commutes = Commutes.WithQuantization,
    };

    public static readonly Operator Resize = new("Resize")
    {
        Versions = [10, 11, 13, 18, 19],
        Summary = "Samples to another size.",
        Inputs = [new("X"), new("roi", Optional: true), new("scales", Optional: true, Since: 11), new("sizes", Optional: true, Since: 11)],
        Outputs = [new("Y")],
        Attributes =
        [
            new("antialias", Int, Since: 18), new("axes", Ints, Since: 18), new("coordinate_transformation_mode", Utf8, Since: 11),
            new("cubic_coeff_a", Float, Since: 11), new("exclude_outside", Int, Since: 11),
            new("extrapolation_value", Float, Since: 11), new("keep_aspect_ratio_policy", Utf8, Since: 18), new("mode", Utf8),
            new("nearest_mode", Utf8, Since: 11),
        ],
        Shapes = MovementShapes.Resize,
        Semantics = MovementSemantics.Resize,
    };

    public static readonly Operator Upsample = new("Upsample")
    {
        Versions = [1, 7, 9, 10],
        Summary = "Samples to a greater size (now Resize).",
        Inputs = [new("X", Until: 9), new("scales", Since: 9, Until: 9)],
        Outputs = [new("Y", Until: 9)],
        Attributes = [new("mode", Utf8, Until: 9), new("scales", Floats, Required: true, Until: 8)],
    };

    public static readonly Operator GridSample = new("GridSample")
    {
        Versions = [16, 20, 22],
        Summary = "Samples at given points.",
        Inputs = [new("X"), new("grid")],
        Outputs = [new("Y")],
        Attributes = [new("align_corners", Int), new("mode", Utf8), new("padding_mode", Utf8)],
    };

    public static readonly Operator AffineGrid = new("AffineGrid")
    {
        Versions = [20],
        Summary = "Sampling grid of an affine map.",
        Inputs = [new("theta"), new("size")],
        Outputs = [new("grid")],
        Attributes = [new("align_corners", Int)],
    };

    public static readonly Operator Unique = new("Unique")
    {
        Versions = [11],
        Summary = "Distinct elements or slices.",
        Inputs = [new("X")],
        Outputs = [new("Y"), new("indices", Optional: true), new("inverse_indices", Optional: true), new("counts", Optional: true)],
        Attributes = [new("axis", Int), new("sorted", Int)],
    };

    public static readonly Operator NonZero = new("NonZero")
    {
        Versions = [9, 13],
        Summary = "Indices of elements that are not zero.",
        Inputs = [new("X")],
        Outputs = [new("Y")],
    };

    public static readonly Operator OneHot = new("OneHot")
    {
        Versions = [9, 11],
        Summary = "One-hot vectors of indices.",
        Inputs = [new("indices"), new("depth"), new("values")],
        Outputs = [new("output")],
        Attributes = [new("axis", Int)],
    };

    /// <summary>Operators whose result has the elements of their first input in the same order.</summary>
    public static IReadOnlyList<Operator> Renaming { get; } = [Reshape, Flatten, Squeeze, Unsqueeze, Identity];

    /// <summary>Operators whose result has elements of their first input and no others: what holds for those holds for these.</summary>
    public static IReadOnlyList<Operator> Rearranging { get; } = [.. Renaming, Transpose, Slice, Gather, Expand, Tile, DepthToSpace, SpaceToDepth];

    /// <summary>The entries of this file.</summary>
    public static IReadOnlyList<Operator> All { get; } =
    [
        Identity, Dropout, Reshape, Flatten, Transpose, Squeeze, Unsqueeze, Concat, Split, Slice, Pad, Gather, GatherElements,
        GatherND, Scatter, ScatterElements, ScatterND, TensorScatter, Expand, Tile, DepthToSpace, SpaceToDepth, ReverseSequence,
        Compress, Trilu, CenterCropPad, Resize, Upsample, GridSample, AffineGrid, Unique, NonZero, OneHot,
    ];
}
