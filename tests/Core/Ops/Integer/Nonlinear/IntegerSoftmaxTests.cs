using Qcc.Core.Ir;
using Qcc.Core.Ops.Integer.Nonlinear;
using Qcc.Core.Quantization;

namespace Qcc.Core.Tests.Ops.Integer.Nonlinear;

/// <summary>docs/integer-arithmetic.md 5.3 against float64; figures of the law's table for n = 197.</summary>
public sealed class IntegerSoftmaxTests
{
    static IntegerSoftmax Of(ElementType input, float scale, ExponentialForm form, ElementType output) =>
        IntegerSoftmax.Create(QuantParams.PerTensor(input, scale, 0), form, output);

    /// <summary>The law's figures for n = 197, in two decimals; scales 2^-k for the shift form.</summary>
    [Theory]
    [InlineData(8, 0.1f, ExponentialForm.Table, ElementType.U8, 0.50)]
    [InlineData(8, 0.25f, ExponentialForm.Table, ElementType.S8, 0.50)]
    [InlineData(8, 0.1f, ExponentialForm.Table, ElementType.S16, 0.50)]
    [InlineData(8, 0.25f, ExponentialForm.TwoTables, ElementType.S16, 0.50)]
    [InlineData(8, 0.1f, ExponentialForm.Degree3, ElementType.U8, 0.50)]
    [InlineData(8, 0.25f, ExponentialForm.Degree3, ElementType.U8, 0.50)]
    [InlineData(8, 0.125f, ExponentialForm.Shift, ElementType.U8, 0.71)]
    [InlineData(8, 0.25f, ExponentialForm.Shift, ElementType.U8, 0.71)]
    [InlineData(16, 1e-3f, ExponentialForm.TwoTables, ElementType.U8, 0.50)]
    [InlineData(16, 1e-3f, ExponentialForm.TwoTables, ElementType.S16, 0.51)]
    [InlineData(16, 1e-3f, ExponentialForm.Degree3, ElementType.U8, 0.50)]
    [InlineData(16, 1f / 1024, ExponentialForm.Shift, ElementType.U8, 0.71)]
    [InlineData(21, 3e-5f, ExponentialForm.Degree3, ElementType.U8, 0.50)]
    [InlineData(21, 3e-5f, ExponentialForm.Degree5, ElementType.S16, 0.53)]
    public void RandomRowsHoldTheFiguresOfTheLaw(int bits, float scale, ExponentialForm form, ElementType output, double allowed)
    {
        ElementType input = bits == 8 ? ElementType.S8 : bits == 16 ? ElementType.S16 : ElementType.S32;
        Assert.InRange(ErrorOf.Rows(Of(input, scale, form, output), SampleRows.Scores(200, 197, bits)).Max, 0.4, allowed + 0.005);
    }

    /// <summary>Relative error and last bit of a form, 5.2.</summary>
    static (double Relative, double LastBit) BoundsOf(ExponentialForm form) => form switch
    {
        ExponentialForm.Degree3 => (8.1e-5, Math.ScaleB(1.1, -25)),
        ExponentialForm.Degree5 => (5.4e-6, Math.ScaleB(1.1, -25)),
        ExponentialForm.Shift => (0.003, Math.ScaleB(1, -16)),
        _ => (0, Math.ScaleB(1.1, -25)),
    };

    /// <summary>
    /// 1/2 + 2^o·(2ρ·p·(1 - p) + δ·(1 + n·p)/S): with E_i = e_i·(1 + ρ_i) + δ_i the quotient's error is (e_i·ρ_i + δ_i - p·Σ(e_j·ρ_j + δ_j)) / S'.
    /// </summary>
    [Theory]
    [InlineData(ExponentialForm.Table, ElementType.U8)]
    [InlineData(ExponentialForm.Table, ElementType.S16)]
    [InlineData(ExponentialForm.TwoTables, ElementType.U16)]
    [InlineData(ExponentialForm.Degree3, ElementType.S8)]
    [InlineData(ExponentialForm.Degree5, ElementType.S16)]
    [InlineData(ExponentialForm.Shift, ElementType.U8)]
    public void ExtremeAndRandomRowsOfEveryLengthHoldTheBound(ExponentialForm form, ElementType output)
    {
        (double relative, double lastBit) = BoundsOf(form);
        foreach (float scale in new[] { 1f / 512, 1f / 16, 0.25f, 4 })
        {
            IntegerSoftmax softmax = Of(ElementType.S8, scale, form, output);
            IEnumerable<int[]> extremes = new[] { 1, 2, 3, 255, 256, 257, IntegerSoftmax.MaxLength }.SelectMany(n => SampleRows.Extremes(n, -128, 127));
            foreach (int[] row in extremes.Concat(SampleRows.Scores(1000, 2, 8)).Concat(SampleRows.Scores(200, 16, 8)).Concat(SampleRows.Scores(10, 1024, 8)))
            {
                var codes = new int[row.Length];
                softmax.Apply(row, codes);
                double max = row.Max(), sum = row.Sum(q => Math.Exp((q - max) * scale)), least = sum * (1 - relative) - row.Length * lastBit;
                foreach ((int q, int code) in row.Zip(codes))
                {
                    double p = Math.Exp((q - max) * scale) / sum;
                    // The sum, its reciprocal and the probability lose 2^-29 of themselves besides.
                    double error = 2 * relative * p * (1 - p) * sum / least + lastBit * (1 + row.Length * p) / least + Math.ScaleB(p, -29);
                    double exact = Math.Clamp(Math.ScaleB(p, softmax.OutputBits) + softmax.Codes.ZeroPoint, softmax.Codes.Low, softmax.Codes.High);
                    Assert.InRange(Math.Abs(code - exact), 0, 0.5 + Math.ScaleB(error, softmax.OutputBits));
                }
            }
        }
    }

    /// <summary>16 384 scores of e^-17.3, which Q24 rounds up to 2^-24, weigh twice what they should: the bound is reached.</summary>
    [Fact]
    public void ALongTailReachesTheBound()
    {
        IntegerSoftmax softmax = Of(ElementType.U8, 17.3f / 255, ExponentialForm.Table, ElementType.S16);
        int[] row = new int[IntegerSoftmax.MaxLength];
        row[5] = 255;
        double exact = 32768 / (1 + (row.Length - 1) * Math.Exp(-17.3f));
        int[] codes = new int[row.Length];
        softmax.Apply(row, codes);
        Assert.InRange(exact - codes[5], 14, 0.5 + Math.ScaleB(row.Length + 1, -10));
    }

    [Fact]
    public void OneScoreHoldsEverything()
    {
        int[] code = new int[1];
        Of(ElementType.U8, 0.1f, ExponentialForm.Table, ElementType.U8).Apply([17], code);
        Assert.Equal(255, code[0]);
        Of(ElementType.U8, 0.1f, ExponentialForm.Table, ElementType.S8).Apply([17], code);
        Assert.Equal(127, code[0]);
        Of(ElementType.U8, 0.1f, ExponentialForm.Degree5, ElementType.S16).Apply([17], code);
        Assert.Equal(32767, code[0]);
    }

    [Fact]
    public void EqualScoresOfTheLongestRowShareEvenly()
    {
        int[] row = new int[IntegerSoftmax.MaxLength], codes = new int[row.Length];
        Of(ElementType.S8, 0.1f, ExponentialForm.Table, ElementType.S16).Apply(row, codes);
        Assert.All(codes, c => Assert.Equal(2, c));
    }

    [Fact]
    public void Scores32BitsApart()
    {
        int[] codes = new int[3];
        Of(ElementType.S32, 1e-9f, ExponentialForm.Degree5, ElementType.S16).Apply([int.MinValue / 2, int.MaxValue / 2, 0], codes);
        double[] exact = [Math.Exp(-Math.ScaleB(1e-9f, 31)), 1, Math.Exp(-Math.ScaleB(1e-9f, 30))];
        Assert.All(codes.Zip(exact), pair => Assert.InRange(pair.First, pair.Second / exact.Sum() * 32768 - 0.6, pair.Second / exact.Sum() * 32768 + 0.6));
    }

    /// <summary>Scores that do not count change nothing, the greatest among them included.</summary>
    [Fact]
    public void MaskedScoresAreAsIfTheyWereNotThere()
    {
        IntegerSoftmax softmax = Of(ElementType.S8, 0.05f, ExponentialForm.Degree3, ElementType.S8);
        foreach (int[] row in SampleRows.Scores(50, 40, 8))
        {
            bool[] counts = [.. row.Select((q, i) => i % 3 != 0 && q < 60)];
            int[] codes = new int[row.Length], rest = [.. row.Where((_, i) => counts[i])], ofRest = new int[rest.Length];
            softmax.Apply(row, counts, codes);
            softmax.Apply(rest, ofRest);
            Assert.Equal(ofRest, codes.Where((_, i) => counts[i]));
            Assert.All(codes.Where((_, i) => !counts[i]), c => Assert.Equal(-128, c));
        }
        int[] none = [1, 2];
        softmax.Apply(none, [false, false], none);
        Assert.Equal([-128, -128], none);
    }

    [Fact]
    public void RowsAreIndependent()
    {
        IntegerSoftmax softmax = Of(ElementType.U8, 0.05f, ExponentialForm.Table, ElementType.U8);
        int[] x = [1, 2, 3, 200, 100, 0], y = new int[6], first = new int[3];
        softmax.Apply(x, y, 3);
        softmax.Apply(x.AsSpan(0, 3), first);
        Assert.Equal(first, y[..3]);
        Assert.Equal(QuantParams.PerTensor(ElementType.U8, 1f / 256, 0), IntegerSoftmax.OutputParams(ElementType.U8));
        Assert.Equal(QuantParams.PerTensor(ElementType.S8, 1f / 256, -128), IntegerSoftmax.OutputParams(ElementType.S8));
        Assert.Equal(QuantParams.PerTensor(ElementType.S16, 1f / 32768, 0), IntegerSoftmax.OutputParams(ElementType.S16));
    }

    [Fact]
    public void WhatDoesNotFitIsRefused()
    {
        Assert.Throws<ArgumentException>(() => Of(ElementType.S16, 0.1f, ExponentialForm.Table, ElementType.U8));
        Assert.Throws<ArgumentException>(() => Of(ElementType.S8, 0.1f, ExponentialForm.Table, ElementType.S32));
        IntegerSoftmax softmax = Of(ElementType.S8, 0.1f, ExponentialForm.Table, ElementType.U8);
        Assert.Throws<ArgumentException>(() => softmax.Apply([], []));
        Assert.Throws<ArgumentException>(() => softmax.Apply(new int[IntegerSoftmax.MaxLength + 1], new int[IntegerSoftmax.MaxLength + 1]));
    }
}
