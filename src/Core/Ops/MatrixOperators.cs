using static Qcc.Core.Ops.AttributeKind;

namespace Qcc.Core.Ops;

/// <summary>Matrix products and linear algebra.</summary>
public static class MatrixOperators
{
    public static readonly Operator Gemm = new("Gemm")
    {
        Versions = [1, 6, 7, 9, 11, 13],
        Summary = "alpha·A·B + beta·C on matrices, A and B transposed on request.",
        Inputs = [new("A"), new("B"), new("C", Optional: true)],
        Outputs = [new("Y")],
        Attributes = [new("alpha", Float), new("beta", Float), new("transA", Int), new("transB", Int)],
        Shapes = MatrixShapes.Gemm,
    };

    public static readonly Operator MatMul = new("MatMul")
    {
        Versions = [1, 9, 13],
        Summary = "Matrix product over the last two dimensions, the leading ones broadcast.",
        Inputs = [new("A"), new("B")],
        Outputs = [new("Y")],
        Shapes = MatrixShapes.MatMul,
    };

    public static readonly Operator Einsum = new("Einsum")
    {
        Versions = [12],
        Summary = "Sum of products in index notation.",
        Inputs = [new("Inputs", Variadic: true)],
        Outputs = [new("Output")],
        Attributes = [new("equation", Utf8, Required: true)],
    };

    public static readonly Operator Det = new("Det")
    {
        Versions = [11, 22],
        Summary = "Determinants of square matrices.",
        Inputs = [new("X")],
        Outputs = [new("Y")],
    };

    /// <summary>The entries of this file.</summary>
    public static IReadOnlyList<Operator> All { get; } =
    [
        Gemm, MatMul, Einsum, Det,
    ];
}
