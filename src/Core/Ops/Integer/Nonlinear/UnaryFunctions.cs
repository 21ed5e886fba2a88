using System.Globalization;
using static Qcc.Core.Ops.Integer.Nonlinear.RealFunctions;

namespace Qcc.Core.Ops.Integer.Nonlinear;

/// <summary>
/// The unary functions that tables are made of, under the names of ONNX's operators; parameters have ONNX's defaults. Each is written twice,
/// in double and in 192 bits, and the tests hold the one against the other.
/// </summary>
public static class UnaryFunctions
{
    static readonly Real Sqrt2 = ((Real)2).Sqrt();
    static readonly Real Sqrt2OverPi = (2 / Pi).Sqrt();

    public static UnaryFunction Sigmoid { get; } = new("Sigmoid", x => 1 / (1 + Math.Exp(-x)), x => 1 / (1 + Exp(-x)));
    public static UnaryFunction Tanh { get; } = new("Tanh", Math.Tanh, RealFunctions.Tanh);
    public static UnaryFunction Erf { get; } = new("Erf", ErfOfDouble, RealFunctions.Erf);
    public static UnaryFunction Exp { get; } = new("Exp", Math.Exp, RealFunctions.Exp);
    public static UnaryFunction Log { get; } = new("Log", x => x <= 0 ? -(1 << 20) : Math.Log(x), RealFunctions.Log);
    public static UnaryFunction Sqrt { get; } = new("Sqrt", x => Math.Sqrt(Math.Max(x, 0)), x => x.Sqrt());
    public static UnaryFunction Reciprocal { get; } = new("Reciprocal", x => x == 0 ? double.PositiveInfinity : 1 / x, RealFunctions.Reciprocal);
    public static UnaryFunction Abs { get; } = new("Abs", Math.Abs, RealFunctions.Abs);
    public static UnaryFunction Neg { get; } = new("Neg", x => -x, x => -x);
    public static UnaryFunction Identity { get; } = new("Identity", x => x, x => x);
    public static UnaryFunction Sign { get; } = new("Sign", x => Math.Sign(x), x => x.Sign, jumps: true);
    public static UnaryFunction Floor { get; } = new("Floor", Math.Floor, x => Real.Of(x.Floor()), jumps: true);
    public static UnaryFunction Ceil { get; } = new("Ceil", Math.Ceiling, x => -Real.Of((-x).Floor()), jumps: true);
    public static UnaryFunction Round { get; } = new("Round", x => Math.Round(x, MidpointRounding.ToEven), x => Real.Of(x.RoundToEven()), jumps: true);
    public static UnaryFunction Sin { get; } = new("Sin", Math.Sin, RealFunctions.Sin);
    public static UnaryFunction Cos { get; } = new("Cos", Math.Cos, RealFunctions.Cos);
    public static UnaryFunction Tan { get; } = new("Tan", Math.Tan, x => RealFunctions.Sin(x) * RealFunctions.Reciprocal(RealFunctions.Cos(x)));
    public static UnaryFunction Atan { get; } = new("Atan", Math.Atan, RealFunctions.Atan);

    /// <summary>arctan(x/√(1 - x²)); ±π/2 from ±1 on.</summary>
    public static UnaryFunction Asin { get; } = new("Asin", x => Math.Asin(Math.Clamp(x, -1, 1)), ExactAsin);

    /// <summary>π/2 - arcsin x.</summary>
    public static UnaryFunction Acos { get; } = new("Acos", x => Math.Acos(Math.Clamp(x, -1, 1)), x => Pi / 2 - ExactAsin(x));

    /// <summary>(e^x - e^-x)/2.</summary>
    public static UnaryFunction Sinh { get; } = new("Sinh", Math.Sinh, x => (RealFunctions.Exp(x) - RealFunctions.Exp(-x)).Scale(-1));

    /// <summary>(e^x + e^-x)/2.</summary>
    public static UnaryFunction Cosh { get; } = new("Cosh", Math.Cosh, x => (RealFunctions.Exp(x) + RealFunctions.Exp(-x)).Scale(-1));

    /// <summary>sgn(x)·ln(|x| + √(x² + 1)).</summary>
    public static UnaryFunction Asinh { get; } = new("Asinh", Math.Asinh, x => x.Sign * RealFunctions.Log(RealFunctions.Abs(x) + (x * x + 1).Sqrt()));

    /// <summary>ln(x + √(x² - 1)); 0 below 1.</summary>
    public static UnaryFunction Acosh { get; } = new("Acosh", x => Math.Acosh(Math.Max(x, 1)), x => x > 1 ? RealFunctions.Log(x + (x * x - 1).Sqrt()) : 0);

    /// <summary>ln((1 + x)/(1 - x))/2; ±2^19 from ±1 on, which saturates.</summary>
    public static UnaryFunction Atanh { get; } = new("Atanh", x => Math.Abs(x) < 1 ? Math.Atanh(x) : Math.Sign(x) * (1 << 19),
        x => RealFunctions.Abs(x) < 1 ? RealFunctions.Log((1 + x) / (1 - x)).Scale(-1) : x.Sign * Real.One.Scale(19));

    public static UnaryFunction Relu { get; } = new("Relu", x => Math.Max(x, 0), x => Max(x, 0));

    /// <summary>x·Φ(x) = x/2·(1 + erf(x/√2)).</summary>
    public static UnaryFunction Gelu { get; } = new("Gelu",
        x => x / 2 * (1 + ErfOfDouble(x / Math.Sqrt(2))), x => x / 2 * (1 + RealFunctions.Erf(x / Sqrt2)));

    /// <summary>x/2·(1 + tanh(√(2/π)·(x + 0.044715·x³))), ONNX's approximate="tanh".</summary>
    public static UnaryFunction GeluTanh { get; } = new("Gelu(tanh)",
        x => x / 2 * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x))),
        x => x / 2 * (1 + RealFunctions.Tanh(Sqrt2OverPi * (x + (Real)44715 / 1000000 * x * x * x))));

    /// <summary>x·clamp(x/6 + 1/2, 0, 1).</summary>
    public static UnaryFunction HardSwish { get; } = new("HardSwish",
        x => x * Math.Clamp(x / 6 + 0.5, 0, 1), x => x * Max(0, Min(1, x / 6 + Real.Of(0.5))));

    /// <summary>ln(1 + e^x) = max(x, 0) + ln(1 + e^-|x|).</summary>
    public static UnaryFunction Softplus { get; } = new("Softplus",
        x => Math.Max(x, 0) + LogOnePlus(Math.Exp(-Math.Abs(x))), x => Max(x, 0) + RealFunctions.Log(1 + RealFunctions.Exp(-RealFunctions.Abs(x))));

    public static UnaryFunction Softsign { get; } = new("Softsign", x => x / (1 + Math.Abs(x)), x => x / (1 + RealFunctions.Abs(x)));

    /// <summary>x·tanh(ln(1 + e^x)) = x·(u² + 2u)/(u² + 2u + 2), u = e^x; from e^-x for positive x.</summary>
    public static UnaryFunction Mish { get; } = new("Mish", x => x * Math.Tanh(Softplus!.At(x)), x => x * RealFunctions.Tanh(Softplus!.At(x)));

    /// <summary>x·σ(αx); α = 1 is SiLU.</summary>
    public static UnaryFunction Swish(double alpha = 1) => With("Swish", x => x / (1 + Math.Exp(-alpha * x)), x => x / (1 + RealFunctions.Exp(-Real.Of(alpha) * x)), alpha);

    public static UnaryFunction LeakyRelu(double alpha = 0.01f) => With("LeakyRelu", x => x >= 0 ? x : alpha * x, x => x.Sign >= 0 ? x : Real.Of(alpha) * x, alpha);

    /// <summary>x for x ≥ 0, else α·(e^x - 1).</summary>
    public static UnaryFunction Elu(double alpha = 1) => With("Elu",
        x => x >= 0 ? x : alpha * ExpMinusOne(x), x => x.Sign >= 0 ? x : Real.Of(alpha) * (RealFunctions.Exp(x) - 1), alpha);

    /// <summary>max(x, 0) + min(0, α·(e^(x/α) - 1)).</summary>
    public static UnaryFunction Celu(double alpha = 1) => With("Celu", x => x >= 0 ? x : alpha * ExpMinusOne(x / alpha),
        x => x.Sign >= 0 ? x : Real.Of(alpha) * (RealFunctions.Exp(x / Real.Of(alpha)) - 1), alpha);

    /// <summary>γ·x for x > 0, else γ·α·(e^x - 1).</summary>
    public static UnaryFunction Selu(double alpha = 1.67326319217681884765625, double gamma = 1.05070102214813232421875) => With("Selu",
        x => gamma * (x > 0 ? x : alpha * ExpMinusOne(x)), x => Real.Of(gamma) * (x.Sign > 0 ? x : Real.Of(alpha) * (RealFunctions.Exp(x) - 1)), alpha, gamma);

    /// <summary>clamp(α·x + β, 0, 1).</summary>
    public static UnaryFunction HardSigmoid(double alpha = 0.2f, double beta = 0.5) => With("HardSigmoid",
        x => Math.Clamp(alpha * x + beta, 0, 1), x => Max(0, Min(1, Real.Of(alpha) * x + Real.Of(beta))), alpha, beta);

    public static UnaryFunction ThresholdedRelu(double alpha = 1) =>
        new(Named("ThresholdedRelu", alpha), x => x > alpha ? x : 0, x => x > Real.Of(alpha) ? x : 0, jumps: true);

    /// <summary>x + bias below -λ, x - bias above λ, 0 between.</summary>
    public static UnaryFunction Shrink(double bias = 0, double lambd = 0.5) => new(Named("Shrink", bias, lambd), x => x < -lambd ? x + bias : x > lambd ? x - bias : 0,
        x => x < -Real.Of(lambd) ? x + Real.Of(bias) : x > Real.Of(lambd) ? x - Real.Of(bias) : 0, jumps: true);

    /// <summary>min(max(x, low), high).</summary>
    public static UnaryFunction Clip(double low, double high) => With("Clip", x => Math.Min(Math.Max(x, low), high),
        x => double.IsFinite(high) ? Min(AtLeast(x, low), Real.Of(high)) : AtLeast(x, low), low, high);

    /// <summary>x^power; for x below 0 the value at 0 where the power is no integer.</summary>
    public static UnaryFunction Pow(double power) => With("Pow",
        x => power == Math.Floor(power) ? Math.Pow(x, power) : Math.Pow(Math.Max(x, 0), power), x => RealFunctions.Pow(x, power), power);

    /// <summary>factor·x + term: Add, Sub, Mul or Div with constants of one element.</summary>
    public static UnaryFunction Affine(double factor, double term) => With("Affine", x => factor * x + term, x => Real.Of(factor) * x + Real.Of(term), factor, term);

    /// <summary>x/divisor; for a divisor of zero the sign of x beyond every code.</summary>
    public static UnaryFunction Quotient(double divisor) => With("Quotient", x => divisor == 0 ? Math.Sign(x) * double.MaxValue : x / divisor,
        x => x * RealFunctions.Reciprocal(Real.Of(divisor)), divisor);

    /// <summary>Every function, those with parameters at ONNX's defaults (Pow: 3, 1/2 and -1/2).</summary>
    public static IReadOnlyList<UnaryFunction> All { get; } =
    [
        Sigmoid, Tanh, Erf, Exp, Log, Sqrt, Reciprocal, Abs, Neg, Identity, Sign, Floor, Ceil, Round, Sin, Cos, Tan, Asin, Acos, Atan, Sinh, Cosh,
        Asinh, Acosh, Atanh, Relu, Gelu, GeluTanh, HardSwish, Softplus, Softsign, Mish, Swish(), LeakyRelu(), Elu(), Celu(), Selu(), HardSigmoid(), ThresholdedRelu(), Shrink(), Clip(0, 6), Pow(3), Pow(0.5), Pow(-0.5),
        Affine(2, -1), Quotient(3),
    ];

    /// <summary>erf by the series of <see cref="RealFunctions.Erf"/> in double: all terms have one sign; absolute error below 1e-15.</summary>
    internal static double ErfOfDouble(double x)
    {
        if (Math.Abs(x) > 6)
        {
            return Math.Sign(x);
        }
        double square = x * x, sum = x, term = x;
        for (int i = 1; Math.Abs(term) > 1e-18 * Math.Abs(sum); i++)
        {
            term *= 2 * square / (2 * i + 1);
            sum += term;
        }
        return 2 / Math.Sqrt(Math.PI) * Math.Exp(-square) * sum;
    }

    static Real ExactAsin(Real x) => RealFunctions.Abs(x) < 1 ? RealFunctions.Atan(x / (1 - x * x).Sqrt()) : x.Sign * Pi / 2;

    static Real AtLeast(Real x, double low) => double.IsFinite(low) ? Max(x, Real.Of(low)) : x;

    /// <summary>ln(1 + x) for 0 ≤ x ≤ 1 without loss for small x: the rounding of 1 + x cancels in the quotient.</summary>
    static double LogOnePlus(double x) => 1 + x == 1 ? x : Math.Log(1 + x) * (x / (1 + x - 1));

    /// <summary>e^x - 1 for x ≤ 0 without loss for small x.</summary>
    static double ExpMinusOne(double x) => 2 * Math.Tanh(x / 2) / (1 - Math.Tanh(x / 2));

    static UnaryFunction With(string name, Func<double, double> value, Func<Real, Real> exact, params ReadOnlySpan<double> parameters) =>
        new(Named(name, parameters), value, exact);

    static string Named(string name, params ReadOnlySpan<double> parameters) => $"{name}({string.Join(", ", parameters.ToArray().Select(Text))})";

    /// <summary>The shortest decimals that give the number back, as a float32 where it is one.</summary>
    static string Text(double parameter) => (float)parameter == parameter
        ? ((float)parameter).ToString("R", CultureInfo.InvariantCulture)
        : parameter.ToString("R", CultureInfo.InvariantCulture);
}
