using Qcc.Core.Ir;
using Qcc.Core.Ops.Integer.Nonlinear;
using Qcc.Core.Quantization;

namespace Qcc.Core.Tests.Ops.Integer.Nonlinear;

/// <summary>docs/integer-arithmetic.md 5.4, the forms without tables, over all codes.</summary>
public sealed class UnaryFormTests
{
    static (UnaryFunction Function, Func<QuantParams, QuantParams, UnaryForm> Create) Form(string name) => name switch
    {
        "sigmoid" => (UnaryFunctions.Sigmoid, IntegerSigmoid.Create),
        "tanh" => (UnaryFunctions.Tanh, IntegerTanh.Create),
        "silu" => (UnaryFunctions.Swish(), IntegerSilu.Create),
        "gelu" => (UnaryFunctions.Gelu, IntegerGelu.Create),
        "gelu I-BERT" => (UnaryFunctions.Gelu, IBertGelu.Create),
        _ => (UnaryFunctions.Gelu, ShiftGelu.Create),
    };

    /// <summary>8-bit output: 0.50 in two decimals for every range. 0.22 of 2^-15 before the last rounding is 0.0017 steps of a range of 1.</summary>
    [Theory]
    [InlineData("sigmoid")]
    [InlineData("tanh")]
    [InlineData("silu")]
    [InlineData("gelu")]
    public void EightBitCodesAreHalfAStepOff(string name)
    {
        (UnaryFunction function, Func<QuantParams, QuantParams, UnaryForm> create) = Form(name);
        foreach (double range in new[] { 2, 4, 8, 16 })
        {
            QuantParams symmetric = QuantParams.PerTensor(ElementType.S8, (float)(range / 127), 0);
            Assert.InRange(ErrorOf.Form(create(symmetric, UnaryCase.ImageOf(function, symmetric, ElementType.U8)), function).Max, 0.4, 0.505);
            foreach (ElementType type in new[] { ElementType.S8, ElementType.U8, ElementType.S16 })
            {
                QuantParams input = UnaryCase.For(type, -range, range * 0.9), output = UnaryCase.ImageOf(function, input, ElementType.U8);
                // GELU's error is up to 0.019 steps of these ranges, which counts where a value lies that close to a tie.
                double allowed = name == "gelu" ? 0.5 + 1.62e-4 / output.Scale : 0.505;
                Assert.InRange(ErrorOf.Form(create(input, output), function).Max, 0.4, allowed);
            }
        }
    }

    [Theory]
    [InlineData("sigmoid", 1)]
    [InlineData("tanh", 1)]
    [InlineData("silu", 16)]
    public void SixteenBitCodesAre022OffBeforeRounding(string name, double range)
    {
        (UnaryFunction function, Func<QuantParams, QuantParams, UnaryForm> create) = Form(name);
        QuantParams input = UnaryCase.For(ElementType.S16, -16, 16), output = UnaryCase.For(ElementType.S16, -range, range);
        Assert.InRange(ErrorOf.Form(create(input, output), function).Max, 0.45, 0.72);
    }

    /// <summary>The error of the form itself, at every scale, and half a step.</summary>
    [Theory]
    [InlineData("gelu", 1.62e-4)]
    [InlineData("gelu I-BERT", 0.0185)]
    [InlineData("gelu I-ViT", 0.0215)]
    public void GeluFormsHoldTheirErrorAtEveryScale(string name, double absolute)
    {
        (UnaryFunction function, Func<QuantParams, QuantParams, UnaryForm> create) = Form(name);
        foreach (double range in new[] { 0.01, 0.1, 1, 4, 10, 100, 5000 })
        {
            foreach (ElementType type in new[] { ElementType.U8, ElementType.S16 })
            {
                QuantParams input = UnaryCase.For(type, -range, range), output = UnaryCase.ImageOf(function, input, ElementType.S16);
                // x itself has 20 fraction bits up to 2^10, fewer beyond.
                double fixedPoint = Math.ScaleB(Math.Max(1, range / 512), -20);
                double error = ErrorOf.Form(create(input, output), function).Max;
                Assert.InRange(error, 0, 0.5 + (absolute + 2 * fixedPoint) / output.Scale);
            }
        }
    }

    [Theory]
    [InlineData("sigmoid")]
    [InlineData("tanh")]
    [InlineData("silu")]
    [InlineData("gelu")]
    [InlineData("gelu I-BERT")]
    [InlineData("gelu I-ViT")]
    public void ExtremeScalesAndZeroPointsKeepTheirWidths(string name)
    {
        (UnaryFunction function, Func<QuantParams, QuantParams, UnaryForm> create) = Form(name);
        foreach (float scale in new[] { 1e-20f, 1e-6f, 1, 1e4f, 1e9f })
        {
            foreach (int zeroPoint in new[] { -32768, 0, 32767 })
            {
                QuantParams input = QuantParams.PerTensor(ElementType.S16, scale, zeroPoint), output = QuantParams.PerTensor(ElementType.S8, 1 / 16f, 0);
                UnaryForm form = create(input, output);
                foreach (int code in new[] { -32768, -32767, -1, 0, 1, 32766, 32767 })
                {
                    double exact = Math.Clamp(function.At((code - zeroPoint) * (double)scale) * 16, -128, 127);
                    Assert.InRange(form.Apply(code), exact - 0.9, exact + 0.9);
                }
            }
        }
    }

    [Fact]
    public void SymmetricFunctionsAreSymmetricBeforeRounding()
    {
        QuantParams input = QuantParams.PerTensor(ElementType.S8, 0.03f, 0), output = QuantParams.PerTensor(ElementType.S16, 1f / 32768, 0);
        IntegerSigmoid sigmoid = IntegerSigmoid.Create(input, output);
        for (int q = 1; q < 128; q++)
        {
            Assert.Equal(1L << 30, IntegerSigmoid.OfCode(sigmoid.Exponential, q) + IntegerSigmoid.OfCode(sigmoid.Exponential, -q));
        }
    }
}
