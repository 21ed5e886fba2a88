using Qcc.Core.Ir;
using Qcc.Core.Ops.Integer.Nonlinear;
using Qcc.Core.Quantization;

namespace Qcc.Core.Tests.Ops.Integer.Nonlinear;

/// <summary>Each function is written twice; both must say the same.</summary>
public sealed class UnaryFunctionTests
{
    public static TheoryData<string> Names => [.. UnaryFunctions.All.Select(f => f.Name)];

    static UnaryFunction Named(string name) => UnaryFunctions.All.Single(f => f.Name == name);

    [Theory]
    [MemberData(nameof(Names))]
    public void DoubleAndRealAgree(string name)
    {
        UnaryFunction function = Named(name);
        for (int i = -600; i <= 600; i++)
        {
            // Off the round numbers, where steps and poles are.
            double x = i / 47.0 + 1e-3, y = function.At(x);
            // A few roundings of intermediate values of at most |x|³ and of the result.
            double allowed = 1e-14 * Math.Max(1, Math.Max(Math.Abs(y), Math.Abs(x)));
            Assert.InRange(function.At(Real.Of(x)).ToDouble(), y - allowed, y + allowed);
        }
    }

    [Theory]
    [InlineData("Log", 0, -1048576)]
    [InlineData("Log", -2, -1048576)]
    [InlineData("Sqrt", -1, 0)]
    [InlineData("Relu", -3, 0)]
    [InlineData("Sign", -3, -1)]
    [InlineData("Round", 2.5, 2)]
    [InlineData("Floor", -0.5, -1)]
    [InlineData("Ceil", -0.5, 0)]
    [InlineData("HardSwish", -4, 0)]
    [InlineData("HardSwish", 4, 4)]
    [InlineData("HardSwish", 1, 2.0 / 3)]
    [InlineData("Gelu", 0, 0)]
    [InlineData("Softplus", 0, 0.69314718055994530942)]
    [InlineData("Softsign", -3, -0.75)]
    [InlineData("Clip(0, 6)", 7, 6)]
    [InlineData("Pow(0.5)", -1, 0)]
    [InlineData("Pow(3)", -2, -8)]
    public void KnownValues(string name, double x, double y)
    {
        Assert.Equal(y, Named(name).At(x), 1e-14);
        Assert.Equal(y, Named(name).At(Real.Of(x)).ToDouble(), 1e-14);
    }

    /// <summary>Codes come from the double where it decides; they are those of 192 bits.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void CodesAreThoseOf192Bits(string name)
    {
        UnaryFunction function = Named(name);
        foreach ((float scale, float step) in new[] { (0.03f, 0.02f), (1 / 16f, 1 / 128f), (0.5f, 0.25f), (1e-3f, 1e-6f) })
        {
            QuantParams input = QuantParams.PerTensor(ElementType.S8, scale, 3), output = QuantParams.PerTensor(ElementType.S16, step, -7);
            for (int q = -128; q < 128; q += 3)
            {
                Real exact = function.At((Real)(q - 3) * Real.Of((double)scale)) / Real.Of((double)step);
                Assert.Equal(exact.RoundToEven(-32768 + 7, 32767 + 7) - 7, function.Code(q, input, output));
            }
        }
    }

    /// <summary>(x/10)·10 is just below or above x in double; the floor of it is x's all the same where the decimals say so.</summary>
    [Fact]
    public void JumpsAreDecidedBy192Bits()
    {
        UnaryFunction chain = UnaryFunctions.Quotient(10).Then(UnaryFunctions.Affine(10, 0)).Then(UnaryFunctions.Affine(1, Math.ScaleB(1, -60))).Then(UnaryFunctions.Floor);
        QuantParams codes = QuantParams.PerTensor(ElementType.S16, 1, 0);
        for (int q = -2000; q <= 2000; q++)
        {
            Assert.Equal(q, chain.Code(q, codes, codes));
        }
    }

    [Fact]
    public void AChainIsTheComposition()
    {
        UnaryFunction chain = UnaryFunctions.Affine(2, 1).Then(UnaryFunctions.Relu).Then(UnaryFunctions.Sqrt);
        Assert.Equal(3, chain.At(4.0));
        Assert.Equal(0, chain.At(-4.0));
        Assert.Equal(3, chain.At(Real.Of(4)).ToDouble());
    }

    [Fact]
    public void OpenClipsHoldOneSide()
    {
        Assert.Equal(7, UnaryFunctions.Clip(0, double.PositiveInfinity).At(Real.Of(7)).ToDouble());
        Assert.Equal(-7, UnaryFunctions.Clip(double.NegativeInfinity, 0).At(Real.Of(-7)).ToDouble());
    }
}
