using System.Numerics;
using Qcc.Core.Ops.Integer.Nonlinear;

namespace Qcc.Core.Tests.Ops.Integer.Nonlinear;

/// <summary>The 192-bit arithmetic that constants are computed in.</summary>
public sealed class RealTests
{
    /// <summary>The value's first 45 decimals, cut.</summary>
    static string Decimals(Real value) => (value * Real.Of(BigInteger.Pow(10, 45))).Floor().ToString(System.Globalization.CultureInfo.InvariantCulture);

    [Fact]
    public void FunctionsHaveTheDecimalsOfTheLiterature()
    {
        Assert.Equal("3141592653589793238462643383279502884197169399", Decimals(RealFunctions.Pi));
        Assert.Equal("693147180559945309417232121458176568075500134", Decimals(RealFunctions.Ln2));
        Assert.Equal("2718281828459045235360287471352662497757247093", Decimals(RealFunctions.Exp(1)));
        Assert.Equal("1414213562373095048801688724209698078569671875", Decimals(((Real)2).Sqrt()));
        Assert.Equal("842700792949714869341220635082609259296066997", Decimals(RealFunctions.Erf(1)));
        Assert.Equal("841470984807896506652502321630298999622563060", Decimals(RealFunctions.Sin(1)));
        Assert.Equal("761594155955764888119458282604793590412768597", Decimals(RealFunctions.Tanh(1)));
    }

    [Fact]
    public void SumsAndProductsOfDoublesAreExact()
    {
        var random = new Random(1);
        for (int i = 0; i < 20000; i++)
        {
            double a = Math.ScaleB(random.NextDouble() - 0.5, random.Next(-40, 40)), b = Math.ScaleB(random.NextDouble() - 0.5, random.Next(-40, 40));
            Assert.Equal(a, Real.Of(a).ToDouble());
            Assert.Equal(a + b, (Real.Of(a) + Real.Of(b)).ToDouble());
            Assert.Equal(a * b, (Real.Of(a) * Real.Of(b)).ToDouble());
            Assert.Equal(a / b, (Real.Of(a) / Real.Of(b)).ToDouble());
            Assert.Equal(Math.Sqrt(Math.Abs(a)), Real.Of(Math.Abs(a)).Sqrt().ToDouble());
            Assert.Equal(a < b, Real.Of(a) < Real.Of(b));
            Assert.Equal((BigInteger)Math.Floor(a), Real.Of(a).Floor());
            Assert.Equal((BigInteger)Math.Round(a, MidpointRounding.ToEven), Real.Of(a).RoundToEven());
        }
    }

    [Theory]
    [InlineData(0.5, 0)]
    [InlineData(1.5, 2)]
    [InlineData(2.5, 2)]
    [InlineData(-0.5, 0)]
    [InlineData(-1.5, -2)]
    [InlineData(-2.5, -2)]
    public void TiesRoundToEven(double value, int nearest) => Assert.Equal(nearest, Real.Of(value).RoundToEven());

    [Fact]
    public void ANumberJustBesideATieIsNoTie()
    {
        Real least = Real.One.Scale(-180);
        Assert.Equal(1, (Real.Of(0.5) + least).RoundToEven());
        Assert.Equal(1, (Real.Of(1.5) - least).RoundToEven());
    }

    [Fact]
    public void FarOutsideItSaturates()
    {
        Assert.Equal(127, RealFunctions.Exp(1 << 30).RoundToEven(-128, 127));
        Assert.Equal(-128, (-RealFunctions.Exp(1 << 30)).RoundToEven(-128, 127));
        Assert.Equal(0, RealFunctions.Exp(-(1 << 30)).RoundToEven(-128, 127));
        Assert.Equal(127, RealFunctions.Reciprocal(Real.Zero).RoundToEven(-128, 127));
    }

    [Fact]
    public void WhatIsNoNumberIsRefused()
    {
        Assert.Throws<ArgumentException>(() => Real.Of(double.NaN));
        Assert.Throws<ArgumentException>(() => Real.Of(double.PositiveInfinity));
        Assert.Throws<DivideByZeroException>(() => Real.One / Real.Zero);
    }
}
