namespace Qcc.Core.Ops.Integer.Nonlinear;

/// <summary>An integer form of e^(-d·s) for codes d ≥ 0 of scale s.</summary>
/// <param name="Scale">s, above zero.</param>
public abstract record NegativeExponential(double Scale)
{
    /// <summary>Fraction bits of the result, at most 30.</summary>
    public abstract int FractionBits { get; }

    /// <summary>The largest d that the form takes.</summary>
    public abstract long MaxDifference { get; }

    /// <summary>Bytes of constants that a target stores.</summary>
    public abstract int Bytes { get; }

    /// <summary>e^(-d·s) with <see cref="FractionBits"/>.</summary>
    /// <param name="difference">d, 0..<see cref="MaxDifference"/>.</param>
    /// <exception cref="OverflowException">An intermediate result left the width that the form promises.</exception>
    public abstract long Apply(long difference);

    /// <summary>e^(-d·s) in Q24, as softmax sums it (docs/integer-arithmetic.md 5.3): RS of Q30 by 6, Q16 times 2^8.</summary>
    public long InQ24(long difference) => Rounding.Shift(Apply(difference), FractionBits - 24);

    /// <summary>The form for codes of a scale.</summary>
    public static NegativeExponential Create(ExponentialForm form, double scale) => form switch
    {
        ExponentialForm.Table => ExpTable.Create(scale),
        ExponentialForm.TwoTables => TwoTableExp.Create(scale),
        ExponentialForm.Degree2 => PolynomialExp.Create(scale, 2),
        ExponentialForm.Degree3 => PolynomialExp.Create(scale, 3),
        ExponentialForm.Degree5 => PolynomialExp.Create(scale, 5),
        ExponentialForm.Shift => ShiftExp.Create(scale),
        _ => throw new ArgumentOutOfRangeException(nameof(form), form, null),
    };

    /// <exception cref="ArgumentOutOfRangeException">The scale is not above zero and finite.</exception>
    private protected static double RequireScale(double scale) => scale > 0 && double.IsFinite(scale)
        ? scale
        : throw new ArgumentOutOfRangeException(nameof(scale), scale, "a scale is above zero and finite");

    /// <exception cref="ArgumentOutOfRangeException">d is outside 0..<see cref="MaxDifference"/>.</exception>
    private protected long RequireDifference(long difference) => difference >= 0 && difference <= MaxDifference
        ? difference
        : throw new ArgumentOutOfRangeException(nameof(difference), difference, $"a difference lies in 0..{MaxDifference}");
}
