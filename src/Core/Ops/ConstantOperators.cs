using static Qcc.Core.Ops.AttributeKind;

namespace Qcc.Core.Ops;

/// <summary>Constants, shapes and generators.</summary>
public static class ConstantOperators
{
    public static readonly Operator Constant = new("Constant")
    {
        Versions = [1, 9, 11, 12, 13, 19, 21, 23, 24, 25],
        Summary = "A constant.",
        Outputs = [new("output")],
        Attributes =
        [
            new("sparse_value", SparseTensor, Since: 11), new("value", Tensor), new("value_float", Float, Since: 12),
            new("value_floats", Floats, Since: 12), new("value_int", Int, Since: 12), new("value_ints", Ints, Since: 12),
            new("value_string", Utf8, Since: 12), new("value_strings", Utf8s, Since: 12),
        ],
    };

    public static readonly Operator ConstantOfShape = new("ConstantOfShape")
    {
        Versions = [9, 20, 21, 23, 24, 25],
        Summary = "A tensor of a given shape filled with one element.",
        Inputs = [new("input")],
        Outputs = [new("output")],
        Attributes = [new("value", Tensor)],
        Shapes = MovementShapes.ConstantOfShape,
    };

    public static readonly Operator Shape = new("Shape")
    {
        Versions = [1, 13, 15, 19, 21, 23, 24, 25],
        Summary = "The shape of the input.",
        Inputs = [new("data")],
        Outputs = [new("shape")],
        Attributes = [new("end", Int, Since: 15), new("start", Int, Since: 15)],
        Shapes = MovementShapes.ShapeOf,
    };

    public static readonly Operator Size = new("Size")
    {
        Versions = [1, 13, 19, 21, 23, 24, 25],
        Summary = "The number of elements of the input.",
        Inputs = [new("data")],
        Outputs = [new("size")],
        Shapes = MovementShapes.SizeOf,
    };

    public static readonly Operator Range = new("Range")
    {
        Versions = [11],
        Summary = "Numbers from start to limit in steps of delta.",
        Inputs = [new("start"), new("limit"), new("delta")],
        Outputs = [new("output")],
    };

    public static readonly Operator EyeLike = new("EyeLike")
    {
        Versions = [9, 22],
        Summary = "A matrix with ones on a diagonal.",
        Inputs = [new("input")],
        Outputs = [new("output")],
        Attributes = [new("dtype", Int), new("k", Int)],
    };

    public static readonly Operator RandomNormal = new("RandomNormal")
    {
        Versions = [1, 22],
        Summary = "Normally distributed numbers.",
        Outputs = [new("output")],
        Attributes = [new("dtype", Int), new("mean", Float), new("scale", Float), new("seed", Float), new("shape", Ints, Required: true)],
        IsRandom = true,
    };

    public static readonly Operator RandomNormalLike = new("RandomNormalLike")
    {
        Versions = [1, 22],
        Summary = "Normally distributed numbers, shaped like the input.",
        Inputs = [new("input")],
        Outputs = [new("output")],
        Attributes = [new("dtype", Int), new("mean", Float), new("scale", Float), new("seed", Float)],
        IsRandom = true,
    };

    public static readonly Operator RandomUniform = new("RandomUniform")
    {
        Versions = [1, 22],
        Summary = "Uniformly distributed numbers.",
        Outputs = [new("output")],
        Attributes = [new("dtype", Int), new("high", Float), new("low", Float), new("seed", Float), new("shape", Ints, Required: true)],
        IsRandom = true,
    };

    public static readonly Operator RandomUniformLike = new("RandomUniformLike")
    {
        Versions = [1, 22],
        Summary = "Uniformly distributed numbers, shaped like the input.",
        Inputs = [new("input")],
        Outputs = [new("output")],
        Attributes = [new("dtype", Int), new("high", Float), new("low", Float), new("seed", Float)],
        IsRandom = true,
    };

    public static readonly Operator Bernoulli = new("Bernoulli")
    {
        Versions = [15, 22],
        Summary = "0 or 1 with the input as probability.",
        Inputs = [new("input")],
        Outputs = [new("output")],
        Attributes = [new("dtype", Int), new("seed", Float)],
        IsRandom = true,
    };

    public static readonly Operator Multinomial = new("Multinomial")
    {
        Versions = [7, 22],
        Summary = "Draws from a multinomial distribution.",
        Inputs = [new("input")],
        Outputs = [new("output")],
        Attributes = [new("dtype", Int), new("sample_size", Int), new("seed", Float)],
        IsRandom = true,
    };

    /// <summary>The entries of this file.</summary>
    public static IReadOnlyList<Operator> All { get; } =
    [
        Constant, ConstantOfShape, Shape, Size, Range, EyeLike, RandomNormal, RandomNormalLike, RandomUniform, RandomUniformLike,
        Bernoulli, Multinomial,
    ];
}
