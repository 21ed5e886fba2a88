using Qcc.Core.Ir;
using Qcc.Core.Ops.Integer.Nonlinear;
using Qcc.Core.Quantization;

namespace Qcc.Core.Tests.Ops.Integer.Nonlinear;

/// <summary>docs/integer-arithmetic.md 5.5 against float64.</summary>
public sealed class IntegerNormTests
{
    const double Epsilon = 1e-5;

    /// <summary>With the output's scale such that the largest value of the rows is its largest code.</summary>
    static ErrorOf Measure(Func<QuantParams, IntegerNorm> create, int[][] rows, QuantParams input, ElementType type, float[] gamma, float[] beta, bool centered)
    {
        var reference = new NormReference(input, gamma, beta, Epsilon, centered);
        double largest = Math.Max(rows.Max(r => reference.Of(r).Max(Math.Abs)), 1e-3);
        QuantParams output = QuantParams.PerTensor(type, (float)(largest / type.Range().High), 0);
        return ErrorOf.Rows(create(output), reference, output, rows);
    }

    static (float[] Gamma, float[] Beta) Parameters(int n, int seed)
    {
        var random = new Random(seed);
        return ([.. Enumerable.Range(0, n).Select(_ => (float)(0.3 + 1.4 * random.NextDouble()) * (random.Next(7) == 0 ? -1 : 1))],
            [.. Enumerable.Range(0, n).Select(_ => (float)(random.NextDouble() - 0.5))]);
    }

    static int[][] Rows(int n, double sigma, ElementType type, int count = 40)
    {
        var random = new Random(n + (int)(sigma * 10));
        (long low, long high) = type.Range();
        return [.. Enumerable.Range(0, count).Select(_ => SampleRows.Gauss(random, n, type.BitWidth() == 8 ? 3 : 100, sigma, (int)low, (int)high))];
    }

    [Theory]
    [InlineData(ElementType.S8, 1.5)]
    [InlineData(ElementType.S8, 3)]
    [InlineData(ElementType.S8, 25)]
    [InlineData(ElementType.U8, 40)]
    [InlineData(ElementType.S16, 60)]
    [InlineData(ElementType.S16, 2000)]
    [InlineData(ElementType.S16, 9000)]
    public void RandomRows(ElementType type, double sigma)
    {
        foreach (int n in new[] { 2, 64, 384, 768 })
        {
            (float[] gamma, float[] beta) = Parameters(n, n);
            QuantParams input = QuantParams.PerTensor(type, type.BitWidth() == 8 ? 0.03f : 8f / 32768, type == ElementType.U8 ? 128 : 5);
            int[][] rows = Rows(n, sigma, type);
            foreach ((ElementType to, double allowed) in new[] { (ElementType.S8, 0.501), (ElementType.S16, 0.53) })
            {
                Assert.InRange(Measure(o => IntegerLayerNorm.Create(input, gamma, beta, Epsilon, o), rows, input, to, gamma, beta, true).Max, 0, allowed);
                Assert.InRange(Measure(o => IntegerRmsNorm.Create(input, gamma, Epsilon, o), rows, input, to, gamma, [], false).Max, 0, allowed);
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(CenteredLayerNorm.IVitSteps)]
    public void CenteredForms(int newtonSteps)
    {
        foreach ((ElementType type, double sigma) in new[] { (ElementType.S8, 1.5), (ElementType.S8, 3.0), (ElementType.S8, 25), (ElementType.S16, 60), (ElementType.S16, 9000) })
        {
            foreach (int n in new[] { 64, 384 })
            {
                (float[] gamma, float[] beta) = Parameters(n, n);
                QuantParams input = QuantParams.PerTensor(type, type.BitWidth() == 8 ? 0.03f : 8f / 32768, 0);
                Assert.InRange(Measure(o => CenteredLayerNorm.Create(input, gamma, beta, Epsilon, o, newtonSteps), Rows(n, sigma, type), input, ElementType.S8, gamma, beta, true).Max, 0, 0.51);
            }
        }
    }

    public static TheoryData<string> Kinds => ["LayerNorm", "RMSNorm", "centered", "centered, ten steps"];

    static IntegerNorm Create(string kind, QuantParams input, float[] gamma, float[] beta, QuantParams output) => kind switch
    {
        "LayerNorm" => IntegerLayerNorm.Create(input, gamma, beta, Epsilon, output),
        "RMSNorm" => IntegerRmsNorm.Create(input, gamma, Epsilon, output),
        "centered" => CenteredLayerNorm.Create(input, gamma, beta, Epsilon, output, 0),
        _ => CenteredLayerNorm.Create(input, gamma, beta, Epsilon, output, CenteredLayerNorm.IVitSteps),
    };

    /// <summary>Constant and one-hot rows, n = 1 and the largest n, extreme codes: no width is left and the error holds.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public void ExtremeRows(string kind)
    {
        foreach ((ElementType type, int most, int zeroPoint) in new[]
            { (ElementType.U8, IntegerNorm.MaxLength, 255), (ElementType.S8, IntegerNorm.MaxLength, -128), (ElementType.S16, IntegerNorm.MaxLength16, -32768) })
        {
            (long low, long high) = type.Range();
            foreach (int n in new[] { 1, 2, 3, 255, most })
            {
                (float[] gamma, float[] beta) = Parameters(n, n);
                QuantParams input = QuantParams.PerTensor(type, type.BitWidth() == 8 ? 0.03f : 8f / 32768, zeroPoint);
                int[][] rows = [.. SampleRows.Extremes(n, (int)low, (int)high)];
                bool rms = kind == "RMSNorm";
                ErrorOf error = Measure(o => Create(kind, input, gamma, beta, o), rows, input, ElementType.S8, gamma, rms ? [] : beta, !rms);
                Assert.InRange(error.Max, 0, kind.StartsWith("centered", StringComparison.Ordinal) ? 0.52 : 0.501);
            }
        }
    }

    /// <summary>Scales at which ε outweighs every variance, or none.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public void AnyScaleOfTheInput(string kind)
    {
        (float[] gamma, float[] beta) = Parameters(64, 1);
        foreach (float scale in new[] { 1e-12f, 1e-6f, 1e-3f, 1, 1e6f })
        {
            QuantParams input = QuantParams.PerTensor(ElementType.S8, scale, 0);
            bool rms = kind == "RMSNorm";
            Assert.InRange(Measure(o => Create(kind, input, gamma, beta, o), Rows(64, 20, ElementType.S8), input, ElementType.S8, gamma, rms ? [] : beta, !rms).Max, 0, 0.52);
        }
    }

    [Fact]
    public void LayerNormDoesNotSeeTheZeroPoint()
    {
        QuantParams at(int z) => QuantParams.PerTensor(ElementType.U8, 0.1f, z);
        (float[] gamma, float[] beta) = Parameters(8, 3);
        Assert.Equal(IntegerLayerNorm.Create(at(0), gamma, beta, Epsilon, at(128)), IntegerLayerNorm.Create(at(200), gamma, beta, Epsilon, at(128)));
    }

    [Fact]
    public void GainsHave23BitsAndOffsetsTheirShift()
    {
        QuantParams input = QuantParams.PerTensor(ElementType.U8, 0.1f, 0), output = QuantParams.PerTensor(ElementType.S8, 0.5f, 0);
        NormAffine affine = IntegerLayerNorm.Create(input, [1, -0.25f, 0], [0.5f, 0, -1], Epsilon, output).Affine;
        Assert.Equal([1 << 22, -(1 << 20), 0], affine.Gains);
        Assert.Equal(22 + 21, affine.Shift);
        Assert.Equal([1L << 43, 0, -(1L << 44)], affine.Offsets);
        Assert.All(IntegerLayerNorm.Create(input, [0, 0], [1e9f, 0], Epsilon, output).Affine.Gains, g => Assert.Equal(0, g));
    }

    [Fact]
    public void WhatDoesNotFitIsRefused()
    {
        QuantParams octet = QuantParams.PerTensor(ElementType.U8, 0.1f, 0), word = octet with { Type = ElementType.S16 };
        Assert.Throws<ArgumentException>(() => IntegerLayerNorm.Create(octet, new float[(1 << 14) + 1], [], Epsilon, octet));
        Assert.Throws<ArgumentException>(() => IntegerRmsNorm.Create(word, new float[(1 << 12) + 1], Epsilon, octet));
        Assert.Throws<ArgumentException>(() => IntegerLayerNorm.Create(octet, [1, 2], [1], Epsilon, octet));
        Assert.Throws<ArgumentException>(() => IntegerLayerNorm.Create(octet, [1], [1e30f], Epsilon, octet));
        Assert.Throws<ArgumentException>(() => IntegerLayerNorm.Create(octet, [1, 1], [], Epsilon, octet).Apply(new int[3], new int[3]));
    }
}
