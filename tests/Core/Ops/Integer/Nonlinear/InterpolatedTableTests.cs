using Qcc.Core.Ir;
using Qcc.Core.Ops.Integer.Nonlinear;
using Qcc.Core.Quantization;

namespace Qcc.Core.Tests.Ops.Integer.Nonlinear;

/// <summary>docs/integer-arithmetic.md 4.2, over all 65 536 codes, against the figures that stand there.</summary>
public sealed class InterpolatedTableTests
{
    static readonly QuantParams Unit = QuantParams.PerTensor(ElementType.S16, MathF.ScaleB(1, -15), 0);
    static readonly QuantParams Eight = QuantParams.PerTensor(ElementType.S16, 8f / 32767, 0);

    static (UnaryFunction Function, QuantParams Input, QuantParams Output) Case(string name) => name switch
    {
        "tanh" => (UnaryFunctions.Tanh, QuantParams.PerTensor(ElementType.S16, MathF.ScaleB(1, -12), 0), Unit),
        "sigmoid" => (UnaryFunctions.Sigmoid, QuantParams.PerTensor(ElementType.S16, MathF.ScaleB(1, -12), 0), Unit),
        "gelu" => (UnaryFunctions.Gelu, QuantParams.PerTensor(ElementType.S16, MathF.ScaleB(1, -12), 0), Eight),
        "silu" => (UnaryFunctions.Swish(), QuantParams.PerTensor(ElementType.S16, MathF.ScaleB(1, -12), 0), Eight),
        _ => (UnaryFunctions.Exp, QuantParams.PerTensor(ElementType.S16, 11f / 65536, 32767), Unit),
    };

    /// <summary>Largest errors in steps of the law's table; it gives two decimals.</summary>
    [Theory]
    [InlineData("tanh", 12.8, 3.57, 1.26, 0.69)]
    [InlineData("sigmoid", 2.03, 0.87, 0.60, 0.52)]
    [InlineData("gelu", 2.08, 0.89, 0.60, 0.52)]
    [InlineData("silu", 1.49, 0.75, 0.56, 0.52)]
    [InlineData("exp", 7.87, 2.34, 0.94, 0.61)]
    public void SegmentsLeaveTheErrorOfTheTable(string name, double of256, double of512, double of1024, double of2048)
    {
        (UnaryFunction function, QuantParams input, QuantParams output) = Case(name);
        double[] allowed = [of256, of512, of1024, of2048];
        for (int k = 8; k <= 11; k++)
        {
            // The table has two decimals, of 12.8 one.
            double slack = allowed[k - 8] > 10 ? 0.05 : 0.006;
            Assert.InRange(ErrorOf.Form(InterpolatedTable.WithSegments(function, input, output, k), function).Max, allowed[k - 8] * 0.95, allowed[k - 8] + slack);
        }
    }

    [Theory]
    [InlineData("tanh", 0.55)]
    [InlineData("sigmoid", 0.51)]
    [InlineData("gelu", 0.51)]
    [InlineData("silu", 0.51)]
    [InlineData("exp", 0.54)]
    public void EightBitOutputNeeds256Segments(string name, double allowed)
    {
        (UnaryFunction function, QuantParams input, QuantParams wide) = Case(name);
        QuantParams output = QuantParams.PerTensor(ElementType.S8, wide.Scale * 256, 0);
        InterpolatedTable table = InterpolatedTable.Create(function, input, output, InterpolatedTable.DefaultBudget(ElementType.S8));
        Assert.InRange(table.SegmentsLog2, 4, 8);
        Assert.InRange(InterpolatedTable.WithSegments(function, input, output, 8) is var t ? ErrorOf.Form(t, function).Max : 9, 0.49, allowed + 0.006);
    }

    [Theory]
    [InlineData("tanh", 11)]
    [InlineData("sigmoid", 9)]
    [InlineData("gelu", 9)]
    [InlineData("silu", 9)]
    public void TheLeastTableWithinTheBudgetIsTaken(string name, int segmentsLog2)
    {
        (UnaryFunction function, QuantParams input, QuantParams output) = Case(name);
        InterpolatedTable table = InterpolatedTable.Create(function, input, output, InterpolatedTable.DefaultBudget(ElementType.S16));
        Assert.Equal(segmentsLog2, table.SegmentsLog2);
        Assert.InRange(table.MaxError, 0.5, 0.9);
    }

    [Fact]
    public void SixteenBitsOfSegmentsRoundCorrectlyUpToTheGuardBits()
    {
        QuantParams input = QuantParams.PerTensor(ElementType.U16, 1e-4f, 0), output = UnaryCase.For(ElementType.U16, 0, 2.56);
        InterpolatedTable table = InterpolatedTable.WithSegments(UnaryFunctions.Sqrt, input, output, 16);
        // One rounding to 8 guard bits before the last one.
        Assert.InRange(ErrorOf.Form(table, UnaryFunctions.Sqrt).Max, 0.49, 0.5 + Math.ScaleB(1, -9) + 1e-9);
    }

    [Fact]
    public void WhatNoTableHoldsGetsTheLargest()
    {
        QuantParams input = QuantParams.PerTensor(ElementType.S16, 1e-3f, 0), output = QuantParams.PerTensor(ElementType.S16, 0.01f, 0);
        InterpolatedTable table = InterpolatedTable.Create(UnaryFunctions.Reciprocal, input, output, 0.9, 7);
        Assert.Equal(7, table.SegmentsLog2);
        Assert.True(table.MaxError > 0.9);
    }
}
