using Qcc.Core.Ops.Integer;
using static Qcc.Core.Ops.AttributeKind;

namespace Qcc.Core.Ops;

/// <summary>Reductions, searches and scans along axes.</summary>
public static class ReductionOperators
{
    public static readonly Operator ReduceMean = new("ReduceMean")
    {
        Versions = [1, 11, 13, 18],
        Summary = "Mean along axes.",
        Inputs = [new("data"), new("axes", Optional: true, Since: 18)],
        Outputs = [new("reduced")],
        Attributes = [new("axes", Ints, Until: 17), new("keepdims", Int), new("noop_with_empty_axes", Int, Since: 18)],
        Shapes = ReductionShapes.Reduce,
    };

    public static readonly Operator ReduceSum = new("ReduceSum")
    {
        Versions = [1, 11, 13],
        Summary = "Sum along axes.",
        Inputs = [new("data"), new("axes", Optional: true, Since: 13)],
        Outputs = [new("reduced")],
        Attributes = [new("axes", Ints, Until: 12), new("keepdims", Int), new("noop_with_empty_axes", Int, Since: 13)],
        Shapes = ReductionShapes.Reduce,
    };

    public static readonly Operator ReduceMax = new("ReduceMax")
    {
        Versions = [1, 11, 12, 13, 18, 20],
        Summary = "Maximum along axes.",
        Inputs = [new("data"), new("axes", Optional: true, Since: 18)],
        Outputs = [new("reduced")],
        Attributes = [new("axes", Ints, Until: 17), new("keepdims", Int), new("noop_with_empty_axes", Int, Since: 18)],
        Shapes = ReductionShapes.Reduce,
        Commutes = Commutes.WithQuantization,
        Semantics = OrderSemantics.ReduceMax,
    };

    public static readonly Operator ReduceMin = new("ReduceMin")
    {
        Versions = [1, 11, 12, 13, 18, 20],
        Summary = "Minimum along axes.",
        Inputs = [new("data"), new("axes", Optional: true, Since: 18)],
        Outputs = [new("reduced")],
        Attributes = [new("axes", Ints, Until: 17), new("keepdims", Int), new("noop_with_empty_axes", Int, Since: 18)],
        Shapes = ReductionShapes.Reduce,
        Commutes = Commutes.WithQuantization,
    };

    public static readonly Operator ReduceProd = new("ReduceProd")
    {
        Versions = [1, 11, 13, 18],
        Summary = "Product along axes.",
        Inputs = [new("data"), new("axes", Optional: true, Since: 18)],
        Outputs = [new("reduced")],
        Attributes = [new("axes", Ints, Until: 17), new("keepdims", Int), new("noop_with_empty_axes", Int, Since: 18)],
        Shapes = ReductionShapes.Reduce,
    };

    public static readonly Operator ReduceL1 = new("ReduceL1")
    {
        Versions = [1, 11, 13, 18],
        Summary = "Sum of absolute values along axes.",
        Inputs = [new("data"), new("axes", Optional: true, Since: 18)],
        Outputs = [new("reduced")],
        Attributes = [new("axes", Ints, Until: 17), new("keepdims", Int), new("noop_with_empty_axes", Int, Since: 18)],
        Shapes = ReductionShapes.Reduce,
    };

    public static readonly Operator ReduceL2 = new("ReduceL2")
    {
        Versions = [1, 11, 13, 18],
        Summary = "Euclidean norm along axes.",
        Inputs = [new("data"), new("axes", Optional: true, Since: 18)],
        Outputs = [new("reduced")],
        Attributes = [new("axes", Ints, Until: 17), new("keepdims", Int), new("noop_with_empty_axes", Int, Since: 18)],
        Shapes = ReductionShapes.Reduce,
    };

    public static readonly Operator ReduceLogSum = new("ReduceLogSum")
    {
        Versions = [1, 11, 13, 18],
        Summary = "Logarithm of the sum along axes.",
        Inputs = [new("data"), new("axes", Optional: true, Since: 18)],
        Outputs = [new("reduced")],
        Attributes = [new("axes", Ints, Until: 17), new("keepdims", Int), new("noop_with_empty_axes", Int, Since: 18)],
        Shapes = ReductionShapes.Reduce,
    };

    public static readonly Operator ReduceLogSumExp = new("ReduceLogSumExp")
    {
        Versions = [1, 11, 13, 18],
        Summary = "Logarithm of the sum of exponentials along axes.",
        Inputs = [new("data"), new("axes", Optional: true, Since: 18)],
        Outputs = [new("reduced")],
        Attributes = [new("axes", Ints, Until: 17), new("keepdims", Int), new("noop_with_empty_axes", Int, Since: 18)],
        Shapes = ReductionShapes.Reduce,
    };

    public static readonly Operator ReduceSumSquare = new("ReduceSumSquare")
    {
        Versions = [1, 11, 13, 18],
        Summary = "Sum of squares along axes.",
        Inputs = [new("data"), new("axes", Optional: true, Since: 18)],
        Outputs = [new("reduced")],
        Attributes = [new("axes", Ints, Until: 17), new("keepdims", Int), new("noop_with_empty_axes", Int, Since: 18)],
        Shapes = ReductionShapes.Reduce,
    };

    public static readonly Operator ArgMax = new("ArgMax")
    {
        Versions = [1, 11, 12, 13],
        Summary = "Index of the maximum along an axis.",
        Inputs = [new("data")],
        Outputs = [new("reduced")],
        Attributes = [new("axis", Int), new("keepdims", Int), new("select_last_index", Int, Since: 12)],
        Shapes = ReductionShapes.Arg,
        Semantics = OrderSemantics.ArgMax,
    };

    public static readonly Operator ArgMin = new("ArgMin")
    {
        Versions = [1, 11, 12, 13],
        Summary = "Index of the minimum along an axis.",
        Inputs = [new("data")],
        Outputs = [new("reduced")],
        Attributes = [new("axis", Int), new("keepdims", Int), new("select_last_index", Int, Since: 12)],
        Shapes = ReductionShapes.Arg,
    };

    public static readonly Operator TopK = new("TopK")
    {
        Versions = [1, 10, 11, 24],
        Summary = "The k greatest or least elements along an axis, with indices.",
        Inputs = [new("X"), new("K", Since: 10)],
        Outputs = [new("Values"), new("Indices")],
        Attributes = [new("axis", Int), new("k", Int, Required: true, Until: 9), new("largest", Int, Since: 11), new("sorted", Int, Since: 11)],
    };

    public static readonly Operator CumSum = new("CumSum")
    {
        Versions = [11, 14],
        Summary = "Running sum along an axis.",
        Inputs = [new("x"), new("axis")],
        Outputs = [new("y")],
        Attributes = [new("exclusive", Int), new("reverse", Int)],
        Shapes = Shape.SameAs(0),
    };

    public static readonly Operator CumProd = new("CumProd")
    {
        Versions = [26],
        Summary = "Running product along an axis.",
        Inputs = [new("x"), new("axis")],
        Outputs = [new("y")],
        Attributes = [new("exclusive", Int), new("reverse", Int)],
        Shapes = Shape.SameAs(0),
    };

    public static readonly Operator NonMaxSuppression = new("NonMaxSuppression")
    {
        Versions = [10, 11],
        Summary = "Boxes that overlap no better box.",
        Inputs =
        [
            new("boxes"), new("scores"), new("max_output_boxes_per_class", Optional: true), new("iou_threshold", Optional: true),
            new("score_threshold", Optional: true),
        ],
        Outputs = [new("selected_indices")],
        Attributes = [new("center_point_box", Int)],
    };

    /// <summary>The entries of this file.</summary>
    public static IReadOnlyList<Operator> All { get; } =
    [
        ReduceMean, ReduceSum, ReduceMax, ReduceMin, ReduceProd, ReduceL1, ReduceL2, ReduceLogSum, ReduceLogSumExp,
        ReduceSumSquare, ArgMax, ArgMin, TopK, CumSum, CumProd, NonMaxSuppression,
    ];
}
