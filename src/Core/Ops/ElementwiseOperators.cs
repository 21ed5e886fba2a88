// A table: one entry per operator, so the file is long.
using Qcc.Core.Ir;
using Qcc.Core.Ops.Integer;
using static Qcc.Core.Ops.AttributeKind;

namespace Qcc.Core.Ops;

/// <summary>Arithmetic, comparison and logic, element by element.</summary>
public static class ElementwiseOperators
{
    public static readonly Operator Add = new("Add")
    {
        Versions = [1, 6, 7, 13, 14],
        Summary = "a + b with broadcasting.",
        Inputs = [new("A"), new("B")],
        Outputs = [new("C")],
        Shapes = Shape.Broadcast,
        Commutes = Commutes.WithPositiveScale | Commutes.WithTranspose,
    };

    public static readonly Operator Sub = new("Sub")
    {
        Versions = [1, 6, 7, 13, 14],
        Summary = "a - b with broadcasting.",
        Inputs = [new("A"), new("B")],
        Outputs = [new("C")],
        Shapes = Shape.Broadcast,
        Commutes = Commutes.WithPositiveScale | Commutes.WithTranspose,
    };

    public static readonly Operator Mul = new("Mul")
    {
        Versions = [1, 6, 7, 13, 14],
        Summary = "a · b with broadcasting.",
        Inputs = [new("A"), new("B")],
        Outputs = [new("C")],
        Shapes = Shape.Broadcast,
        Commutes = Commutes.WithTranspose,
    };

    public static readonly Operator Div = new("Div")
    {
        Versions = [1, 6, 7, 13, 14],
        Summary = "a / b with broadcasting; integers truncate.",
        Inputs = [new("A"), new("B")],
        Outputs = [new("C")],
        Shapes = Shape.Broadcast,
        Commutes = Commutes.WithTranspose,
    };

    public static readonly Operator Pow = new("Pow")
    {
        Versions = [1, 7, 12, 13, 15],
        Summary = "a to the power b with broadcasting.",
        Inputs = [new("X"), new("Y")],
        Outputs = [new("Z")],
        Shapes = Shape.Broadcast,
        Commutes = Commutes.WithTranspose,
    };

    public static readonly Operator Mod = new("Mod")
    {
        Versions = [10, 13],
        Summary = "Remainder of a / b.",
        Inputs = [new("A"), new("B")],
        Outputs = [new("C")],
        Attributes = [new("fmod", Int)],
        Shapes = Shape.Broadcast,
        Commutes = Commutes.WithTranspose,
    };

    public static readonly Operator Max = new("Max")
    {
        Versions = [1, 6, 8, 12, 13],
        Summary = "Greatest of all inputs, with broadcasting.",
        Inputs = [new("data_0", Variadic: true)],
        Outputs = [new("max")],
        Shapes = Shape.Broadcast,
        Commutes = Commutes.WithPositiveScale | Commutes.WithTranspose,
        Semantics = OrderSemantics.Max,
    };

    public static readonly Operator Min = new("Min")
    {
        Versions = [1, 6, 8, 12, 13],
        Summary = "Least of all inputs, with broadcasting.",
        Inputs = [new("data_0", Variadic: true)],
        Outputs = [new("min")],
        Shapes = Shape.Broadcast,
        Commutes = Commutes.WithPositiveScale | Commutes.WithTranspose,
        Semantics = OrderSemantics.Min,
    };

    public static readonly Operator Sum = new("Sum")
    {
        Versions = [1, 6, 8, 13],
        Summary = "Sum of all inputs, with broadcasting.",
        Inputs = [new("data_0", Variadic: true)],
        Outputs = [new("sum")],
        Shapes = Shape.Broadcast,
        Commutes = Commutes.WithPositiveScale | Commutes.WithTranspose,
    };

    public static readonly Operator Mean = new("Mean")
    {
        Versions = [1, 6, 8, 13],
        Summary = "Mean of all inputs, with broadcasting.",
        Inputs = [new("data_0", Variadic: true)],
        Outputs = [new("mean")],
        Shapes = Shape.Broadcast,
        Commutes = Commutes.WithPositiveScale | Commutes.WithTranspose,
    };

    public static readonly Operator Abs = new("Abs")
    {
        Versions = [1, 6, 13],
        Summary = "Absolute value.",
        Inputs = [new("X")],
        Outputs = [new("Y")],
        Shapes = Shape.SameAs(0),
        Commutes = Commutes.WithPositiveScale | Commutes.WithTranspose,
    };

    public static readonly Operator Neg = new("Neg")
    {
        Versions = [1, 6, 13],
        Summary = "-x.",
        Inputs = [new("X")],
        Outputs = [new("Y")],
        Shapes = Shape.SameAs(0),
        Commutes = Commutes.WithPositiveScale | Commutes.WithTranspose,
    };

    public static readonly Operator Sign = new("Sign")
    {
        Versions = [9, 13],
        Summary = "-1, 0 or 1.",
        Inputs = [new("input")],
        Outputs = [new("output")],
        Shapes = Shape.SameAs(0),
        Commutes = Commutes.WithTranspose,
    };

    public static readonly Operator Ceil = new("Ceil")
    {
        Versions = [1, 6, 13],
        Summary = "Least integer not below x.",
        Inputs = [new("X")],
        Outputs = [new("Y")],
        Shapes = Shape.SameAs(0),
        Commutes = Commutes.WithTranspose,
    };

    public static readonly Operator Floor = new("Floor")
    {
        Versions = [1, 6, 13],
        Summary = "Greatest integer not above x.",
        Inputs = [new("X")],
        Outputs = [new("Y")],
        Shapes = Shape.SameAs(0),
        Commutes = Commutes.WithTranspose,
    };

    public static readonly Operator Round = new("Round")
    {
        Versions = [11, 22],
        Summary = "Nearest integer, ties to even.",
        Inputs = [new("X")],
        Outputs = [new("Y")],
        Shapes = Shape.SameAs(0),
        Commutes = Commutes.WithTranspose,
    };

    public static readonly Operator Sqrt = new("Sqrt")
    {
        Versions = [1, 6, 13],
        Summary = "Square root.",
        Inputs = [new("X")],
        Outputs = [new("Y")],
        Shapes = Shape.SameAs(0),
        Commutes = Commutes.WithTranspose,
    };

    public static readonly Operator Reciprocal = new("Reciprocal")
    {
        Versions = [1, 6, 13],
        Summary = "1 / x.",
        Inputs = [new("X")],
        Outputs = [new("Y")],
        Shapes = Shape.SameAs(0),
        Commutes = Commutes.WithTranspose,
    };

    public static readonly Operator Exp = new("Exp")
    {
        Versions = [1, 6, 13],
        Summary = "e to the power x.",
        Inputs = [new("input")],
        Outputs = [new("output")],
        Shapes = Shape.SameAs(0),
        Commutes = Commutes.WithTranspose,
    };

    public static readonly Operator Log = new("Log")
    {
        Versions = [1, 6, 13],
        Summary = "Natural logarithm.",
        Inputs = [new("input")],
        Outputs = [new("output")],
        Shapes = Shape.SameAs(0),
        Commutes = Commutes.WithTranspose,
    };

    public static readonly Operator Sin = new("Sin")
    {
        Versions = [7, 22],
        Summary = "Sine.",
        Inputs = [new("input")],
        Outputs = [new("output")],
        Shapes = Shape.SameAs(0),
        Commutes = Commutes.WithTranspose,
    };

    public static readonly Operator Cos = new("Cos")
    {
        Versions = [7, 22],
        Summary = "Cosine.",
        Inputs = [new("input")],
        Outputs = [new("output")],
        Shapes = Shape.SameAs(0),
        Commutes = Commutes.WithTranspose,
    };

    public static readonly Operator Tan = new("Tan")
    {
        Versions = [7, 22],
        Summary = "Tangent.",
        Inputs = [new("input")],
        Outputs = [new("output")],
        Shapes = Shape.SameAs(0),
        Commutes = Commutes.WithTranspose,
    };

    public static readonly Operator Asin = new("Asin")
    {
        Versions = [7, 22],
        Summary = "Arc sine.",
        Inputs = [new("input")],
        Outputs = [new("output")],
        Shapes = Shape.SameAs(0),
        Commutes = Commutes.WithTranspose,
    };

    public static readonly Operator Acos = new("Acos")
    {
        Versions = [7, 22],
        Summary = "Arc cosine.",
        Inputs = [new("input")],
        Outputs = [new("output")],
        Shapes = Shape.SameAs(0),
        Commutes = Commutes.WithTranspose,
    };

    public static readonly Operator Atan = new("Atan")
    {
        Versions = [7, 22],
        Summary = "Arc tangent.",
        Inputs = [new("input")],
        Outputs = [new("output")],
        Shapes = Shape.SameAs(0),
        Commutes = Commutes.WithTranspose,
    };

    public static readonly Operator Sinh = new("Sinh")
    {
        Versions = [9, 22],
        Summary = "Hyperbolic sine.",
        Inputs = [new("input")],
        Outputs = [new("output")],
        Shapes = Shape.SameAs(0),
        Commutes = Commutes.WithTranspose,
    };

    public static readonly Operator Cosh = new("Cosh")
    {
        Versions = [9, 22],
        Summary = "Hyperbolic cosine.",
        Inputs = [new("input")],
        Outputs = [new("output")],
        Shapes = Shape.SameAs(0),
        Commutes = Commutes.WithTranspose,
    };

    public static readonly Operator Asinh = new("Asinh")
    {
        Versions = [9, 22],
        Summary = "Inverse hyperbolic sine.",
        Inputs = [new("input")],
        Outputs = [new("output")],
        Shapes = Shape.SameAs(0),
        Commutes = Commutes.WithTranspose,
    };

    public static readonly Operator Acosh = new("Acosh")
    {
        Versions = [9, 22],
        Summary = "Inverse hyperbolic cosine.",
        Inputs = [new("input")],
        Outputs = [new("output")],
        Shapes = Shape.SameAs(0),
        Commutes = Commutes.WithTranspose,
    };

    public static readonly Operator Atanh = new("Atanh")
    {
        Versions = [9, 22],
        Summary = "Inverse hyperbolic tangent.",
        Inputs = [new("input")],
        Outputs = [new("output")],
        Shapes = Shape.SameAs(0),
        Commutes = Commutes.WithTranspose,
    };

    public static readonly Operator Erf = new("Erf")
    {
        Versions = [9, 13],
        Summary = "Gauss error function.",
        Inputs = [new("input")],
        Outputs = [new("output")],
        Shapes = Shape.SameAs(0),
        Commutes = Commutes.WithTranspose,
    };

    public static readonly Operator Clip = new("Clip")
    {
        Versions = [1, 6, 11, 12, 13],
        Summary = "x held between min and max.",
        Inputs = [new("input"), new("min", Optional: true, Since: 11), new("max", Optional: true, Since: 11)],
        Outputs = [new("output")],
        Attributes = [new("max", Float, Until: 10), new("min", Float, Until: 10)],
        Shapes = Shape.SameAs(0),
        Commutes = Commutes.WithTranspose,
    };

    public static readonly Operator And = new("And")
    {
        Versions = [1, 7],
        Summary = "Logical and.",
        Inputs = [new("A"), new("B")],
        Outputs = [new("C")],
        Shapes = Shape.Predicate,
        Commutes = Commutes.WithTranspose,
    };

    public static readonly Operator Or = new("Or")
    {
        Versions = [1, 7],
        Summary = "Logical or.",
        Inputs = [new("A"), new("B")],
        Outputs = [new("C")],
        Shapes = Shape.Predicate,
        Commutes = Commutes.WithTranspose,
    };

    public static readonly Operator Xor = new("Xor")
    {
        Versions = [1, 7],
        Summary = "Logical exclusive or.",
        Inputs = [new("A"), new("B")],
        Outputs = [new("C")],
        Shapes = Shape.Predicate,
        Commutes = Commutes.WithTranspose,
    };

    public static readonly Operator Not = new("Not")
    {
        Summary = "Logical negation.",
        Inputs = [new("X")],
        Outputs = [new("Y")],
        Shapes = Shape.SameAs(0),
        Commutes = Commutes.WithTranspose,
    };

    public static readonly Operator Equal = new("Equal")
    {
        Versions = [1, 7, 11, 13, 19],
        Summary = "a = b.",
        Inputs = [new("A"), new("B")],
        Outputs = [new("C")],
        Shapes = Shape.Predicate,
        Commutes = Commutes.WithTranspose,
    };

    public static readonly Operator Greater = new("Greater")
    {
        Versions = [1, 7, 9, 13],
        Summary = "a > b.",
        Inputs = [new("A"), new("B")],
        Outputs = [new("C")],
        Shapes = Shape.Predicate,
        Commutes = Commutes.WithTranspose,
    };

    public static readonly Operator GreaterOrEqual = new("GreaterOrEqual")
    {
        Versions = [12, 16],
        Summary = "a ≥ b.",
        Inputs = [new("A"), new("B")],
        Outputs = [new("C")],
        Shapes = Shape.Predicate,
        Commutes = Commutes.WithTranspose,
    };

    public static readonly Operator Less = new("Less")
    {
        Versions = [1, 7, 9, 13],
        Summary = "a < b.",
        Inputs = [new("A"), new("B")],
        Outputs = [new("C")],
        Shapes = Shape.Predicate,
        Commutes = Commutes.WithTranspose,
    };

    public static readonly Operator LessOrEqual = new("LessOrEqual")
    {
        Versions = [12, 16],
        Summary = "a ≤ b.",
        Inputs = [new("A"), new("B")],
        Outputs = [new("C")],
        Shapes = Shape.Predicate,
        Commutes = Commutes.WithTranspose,
    };

    public static readonly Operator IsInf = new("IsInf")
    {
        Versions = [10, 20],
        Summary = "Whether an element is infinite.",
        Inputs = [new("X")],
        Outputs = [new("Y")],
        Attributes = [new("detect_negative", Int), new("detect_positive", Int)],
        Shapes = Shape.OfElement(ElementType.Bool),
        Commutes = Commutes.WithTranspose,
    };

    public static readonly Operator IsNaN = new("IsNaN")
    {
        Versions = [9, 13, 20],
        Summary = "Whether an element is not a number.",
        Inputs = [new("X")],
        Outputs = [new("Y")],
        Shapes = Shape.OfElement(ElementType.Bool),
        Commutes = Commutes.WithTranspose,
    };

    public static readonly Operator Where = new("Where")
    {
        Versions = [9, 16],
        Summary = "a where the condition holds, else b.",
        Inputs = [new("condition"), new("X"), new("Y")],
        Outputs = [new("output")],
        Shapes = Shape.Where,
        Commutes = Commutes.WithTranspose,
    };

    public static readonly Operator BitShift = new("BitShift")
    {
        Versions = [11],
        Summary = "Shift of the bits.",
        Inputs = [new("X"), new("Y")],
        Outputs = [new("Z")],
        Attributes = [new("direction", Utf8, Required: true)],
        Shapes = Shape.Broadcast,
        Commutes = Commutes.WithTranspose,
    };

    public static readonly Operator BitwiseAnd = new("BitwiseAnd")
    {
        Versions = [18],
        Summary = "Bitwise and.",
        Inputs = [new("A"), new("B")],
        Outputs = [new("C")],
        Shapes = Shape.Broadcast,
        Commutes = Commutes.WithTranspose,
    };

    public static readonly Operator BitwiseOr = new("BitwiseOr")
    {
        Versions = [18],
        Summary = "Bitwise or.",
        Inputs = [new("A"), new("B")],
        Outputs = [new("C")],
        Shapes = Shape.Broadcast,
        Commutes = Commutes.WithTranspose,
    };

    public static readonly Operator BitwiseXor = new("BitwiseXor")
    {
        Versions = [18],
        Summary = "Bitwise exclusive or.",
        Inputs = [new("A"), new("B")],
        Outputs = [new("C")],
        Shapes = Shape.Broadcast,
        Commutes = Commutes.WithTranspose,
    };

    public static readonly Operator BitwiseNot = new("BitwiseNot")
    {
        Versions = [18],
        Summary = "Bitwise complement.",
        Inputs = [new("X")],
        Outputs = [new("Y")],
        Shapes = Shape.SameAs(0),
        Commutes = Commutes.WithTranspose,
    };

    public static readonly Operator Cast = new("Cast")
    {
        Versions = [1, 6, 9, 13, 19, 21, 23, 24, 25],
        Summary = "The elements in another type.",
        Inputs = [new("input")],
        Outputs = [new("output")],
        Attributes = [new("round_mode", Utf8, Since: 24), new("saturate", Int, Since: 19), new("to", Int, Required: true)],
        Shapes = Shape.Cast,
        Commutes = Commutes.WithTranspose,
        Semantics = EdgeSemantics.Cast,
    };

    public static readonly Operator CastLike = new("CastLike")
    {
        Versions = [15, 19, 21, 23, 24, 25],
        Summary = "The elements in the type of another tensor.",
        Inputs = [new("input"), new("target_type")],
        Outputs = [new("output")],
        Attributes = [new("round_mode", Utf8, Since: 24), new("saturate", Int, Since: 19)],
        Shapes = Shape.CastLike,
        Commutes = Commutes.WithTranspose,
    };

    public static readonly Operator BitCast = new("BitCast")
    {
        Versions = [26],
        Summary = "The bits of the elements read as another type.",
        Inputs = [new("input")],
        Outputs = [new("output")],
        Attributes = [new("to", Int, Required: true)],
    };

    /// <summary>The entries of this file.</summary>
    public static IReadOnlyList<Operator> All { get; } =
    [
        Add, Sub, Mul, Div, Pow, Mod, Max, Min, Sum, Mean, Abs, Neg, Sign, Ceil, Floor, Round, Sqrt, Reciprocal, Exp, Log, Sin,
        Cos, Tan, Asin, Acos, Atan, Sinh, Cosh, Asinh, Acosh, Atanh, Erf, Clip, And, Or, Xor, Not, Equal, Greater,
        GreaterOrEqual, Less, LessOrEqual, IsInf, IsNaN, Where, BitShift, BitwiseAnd, BitwiseOr, BitwiseXor, BitwiseNot, Cast,
        CastLike, BitCast,
    ];
}
