using Qcc.Core.Ir;
using Qcc.Core.Quantization;

namespace Qcc.Core.Ops.Integer.Nonlinear;

/// <summary>
/// A function of one real variable in two precisions: double for measuring errors, <see cref="Real"/> for constants. Where ONNX's operator has no
/// value (√ and ln of negative numbers, 1/0) both give the limit at the edge of the domain, so that every code has an entry.
/// </summary>
/// <param name="name">The operator's name, with its parameters where it has any.</param>
/// <param name="value">The function in double.</param>
/// <param name="exact">The same function in 192 bits.</param>
/// <param name="jumps">Whether the function jumps somewhere, where the last bit of a double decides.</param>
public sealed class UnaryFunction(string name, Func<double, double> value, Func<Real, Real> exact, bool jumps = false)
{
    /// <summary>So near to a tie the double does not decide; its own error is below 2^-20 steps.</summary>
    const double Doubt = 1.0 / 1024;

    public string Name { get; } = name;

    bool Jumps { get; } = jumps;

    /// <summary>The value in double.</summary>
    public double At(double x) => value(x);

    /// <summary>The value in 192 bits.</summary>
    public Real At(Real x) => exact(x);

    /// <summary>A function known in double only: its table entries are as good as that double.</summary>
    public static UnaryFunction Of(string name, Func<double, double> value) => new(name, value, x => Real.Of(value(x.ToDouble())));

    /// <summary>x → next(this(x)): a chain of operators as one function.</summary>
    public UnaryFunction Then(UnaryFunction next)
    {
        ArgumentNullException.ThrowIfNull(next);
        return new($"{Name} {next.Name}", x => next.At(At(x)), x => next.At(At(x)), Jumps || next.Jumps);
    }

    /// <summary>
    /// The correctly rounded code of f(s_x·(q - z_x)): clamp(RNE(f / s_y) + z_y) (docs/integer-arithmetic.md 4.1).
    /// </summary>
    /// <param name="code">q; need not be in the range of the input's type.</param>
    /// <param name="input">Parameters of x, per tensor.</param>
    /// <param name="output">Parameters of y, per tensor.</param>
    public int Code(long code, QuantParams input, QuantParams output)
    {
        ArgumentNullException.ThrowIfNull(output);
        (long low, long high) = output.Type.Range();
        return (int)(output.ZeroPoint + RoundedSteps(code, input, output, 0, low - output.ZeroPoint, high - output.ZeroPoint));
    }

    /// <summary>
    /// RNE(f(s_x·(q - z_x))/s_y·2^G) held to [low, high]: from the double, and near ties from 192 bits, so that no entry depends on the last bits of
    /// a machine's mathematical library.
    /// </summary>
    internal long RoundedSteps(long code, QuantParams input, QuantParams output, int guardBits, long low, long high)
    {
        double steps = Math.ScaleB(At((code - input.ZeroPoint) * (double)input.Scale) / output.Scale, guardBits);
        if (Jumps || !(Math.Abs(steps - Math.Floor(steps) - 0.5) > Doubt))
        {
            Real exact = At(Real.Of(code - input.ZeroPoint) * Real.Of((double)input.Scale)) / Real.Of((double)output.Scale);
            return exact.Scale(guardBits).RoundToEven(low, high);
        }
        return (long)Math.Clamp(Math.Round(steps, MidpointRounding.ToEven), low, high);
    }

    public override string ToString() => Name;
}
