using Qcc.Core.Ops.Integer.Nonlinear;

namespace Qcc.Core.Tests.Ops.Integer.Nonlinear;

/// <summary>docs/integer-arithmetic.md 4.3 and 5.2.</summary>
public sealed class NegativeExponentialTests
{
    static readonly double[] Scales = [1e-6, 1e-5, 1e-4, 1e-3, 5e-3, 1e-2, 2e-2, 5e-2, 0.1, 0.2, 1, 7, 1e5];

    /// <summary>d from 0 to where e^(-d·s) is far below every result's last bit, and the largest ones.</summary>
    static IEnumerable<long> Differences(double scale, long most)
    {
        for (int i = 0; i <= 20000; i++)
        {
            yield return Math.Min((long)(i * 26 / scale / 20000), most);
        }
        for (int d = 0; d < 300; d++)
        {
            yield return Math.Min(d, most);
            yield return most - Math.Min(d, most);
        }
    }

    static double Value(NegativeExponential form, long d) => Math.ScaleB(form.Apply(d), -form.FractionBits);

    static double MaxAbsolute(NegativeExponential form) => Differences(form.Scale, form.MaxDifference).Max(d => Math.Abs(Value(form, d) - Math.Exp(-d * form.Scale)));

    [Theory]
    [InlineData(ExponentialForm.Degree2, 0.45)]
    [InlineData(ExponentialForm.Degree3, 0.0205)]
    [InlineData(ExponentialForm.Degree5, 0.001)]
    public void PolynomialsHoldTheirErrorAtEveryScale(ExponentialForm form, double in256)
    {
        foreach (double scale in Scales)
        {
            Assert.InRange(MaxAbsolute(NegativeExponential.Create(form, scale)) * 256, 0, in256 + 0.0005);
        }
    }

    /// <summary>The multiplier's and t's rounding, and the polynomial; 8.3. Degree 2 by the same derivation.</summary>
    [Theory]
    [InlineData(ExponentialForm.Degree2, 1.8e-3)]
    [InlineData(ExponentialForm.Degree3, 8.1e-5)]
    [InlineData(ExponentialForm.Degree5, 5.4e-6)]
    public void PolynomialsHoldTheirRelativeError(ExponentialForm form, double relative)
    {
        foreach (double scale in Scales)
        {
            NegativeExponential exp = NegativeExponential.Create(form, scale);
            foreach (long d in Differences(scale, exp.MaxDifference))
            {
                double y = Math.Exp(-d * scale);
                Assert.InRange(Math.Abs(Value(exp, d) - y), 0, relative * y + Math.ScaleB(1, -30));
            }
        }
    }

    [Fact]
    public void TwoTablesHoldTheirErrorForEveryDifference()
    {
        foreach (double scale in Scales)
        {
            TwoTableExp exp = TwoTableExp.Create(scale);
            for (int d = 0; d < 65536; d++)
            {
                Assert.InRange(Math.Abs(Value(exp, d) - Math.Exp(-d * scale)), 0, Math.ScaleB(1, -29));
            }
        }
    }

    [Fact]
    public void TheTableIsCorrectlyRounded()
    {
        foreach (double scale in Scales)
        {
            ExpTable exp = ExpTable.Create(scale);
            for (int d = 0; d < 256; d++)
            {
                Assert.InRange(Math.Abs(Value(exp, d) - Math.Exp(-d * scale)), 0, Math.ScaleB(1.000001, -25));
            }
        }
    }

    [Fact]
    public void TheShiftFormHoldsItsErrorAtPowersOfTwo()
    {
        for (int k = 0; k <= 20; k++)
        {
            ShiftExp exp = ShiftExp.Create(Math.ScaleB(1, -k));
            Assert.Equal(k, exp.Fraction);
            Assert.InRange(MaxAbsolute(exp) * 256, 0, 0.455);
            foreach (long d in Differences(exp.Scale, exp.MaxDifference).Where(d => d * exp.Scale < 5))
            {
                double y = Math.Exp(-d * exp.Scale);
                Assert.InRange(Math.Abs(Value(exp, d) - y), 0, 0.003 * y + Math.ScaleB(1, -16));
            }
        }
    }

    [Fact]
    public void TheShiftFormHoldsItsErrorAtEveryScale()
    {
        foreach (double scale in Scales)
        {
            ShiftExp exp = ShiftExp.Create(scale);
            Assert.Equal(scale == 1 ? 0 : null, exp.Fraction);
            Assert.InRange(MaxAbsolute(exp) * 256, 0, 0.455);
        }
    }

    [Fact]
    public void EveryFormIsOneAtZeroAndDoesNotGrow()
    {
        foreach (ExponentialForm form in Enum.GetValues<ExponentialForm>())
        {
            NegativeExponential exp = NegativeExponential.Create(form, 0.01);
            // The chords' and polynomials' errors at the seams of [0, 1).
            double rise = form switch { ExponentialForm.Degree2 => 3.5e-3, ExponentialForm.Degree3 => 1.6e-4, ExponentialForm.Shift => 6e-3, _ => 1.1e-5 };
            Assert.InRange(Value(exp, 0), 1 - 2e-3, 1);
            for (long d = 1; d <= Math.Min(exp.MaxDifference, 3000); d++)
            {
                Assert.InRange(Value(exp, d), 0, Value(exp, d - 1) * (1 + rise) + Math.ScaleB(1, -exp.FractionBits));
            }
            Assert.InRange(exp.InQ24(0), (1 << 24) * 0.998, 1 << 24);
            Assert.Equal(Rounding24(exp, 77), exp.InQ24(77));
        }
    }

    static long Rounding24(NegativeExponential exp, long d) => (long)Math.Floor(Math.ScaleB(exp.Apply(d), 24 - exp.FractionBits) + 0.5);

    [Fact]
    public void OutsideOfItsDifferencesAFormRefuses()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => ExpTable.Create(0.1).Apply(256));
        Assert.Throws<ArgumentOutOfRangeException>(() => TwoTableExp.Create(0.1).Apply(65536));
        Assert.Throws<ArgumentOutOfRangeException>(() => PolynomialExp.Create(0.1, 3).Apply(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => ShiftExp.Create(0.1).Apply(1L << 31));
        Assert.Throws<ArgumentOutOfRangeException>(() => PolynomialExp.Create(0.1, 4));
        Assert.Throws<ArgumentOutOfRangeException>(() => ExpTable.Create(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => ShiftExp.Create(double.NaN));
    }
}
