using Qcc.Core.Ops.Integer.Nonlinear;

namespace Qcc.Core.Tests.Ops.Integer.Nonlinear;

/// <summary>docs/integer-arithmetic.md 3.9.</summary>
public sealed class LinearResizeAxisTests
{
    /// <summary>ONNX's half_pixel coordinates.</summary>
    static double[] HalfPixel(int input, int output) => [.. Enumerable.Range(0, output).Select(j => (j + 0.5) * input / output - 0.5)];

    static double Exact(int[] row, double x)
    {
        x = Math.Clamp(x, 0, row.Length - 1);
        int left = (int)x;
        return row[left] + (x - left) * (row[Math.Min(left + 1, row.Length - 1)] - row[left]);
    }

    [Fact]
    public void OneAxisIsHalfAStepAndASixteenthOff()
    {
        var random = new Random(4);
        foreach ((int input, int output) in new[] { (1, 5), (2, 7), (5, 5), (7, 20), (20, 7), (31, 96) })
        {
            double[] coordinates = HalfPixel(input, output);
            LinearResizeAxis axis = LinearResizeAxis.Create(input, coordinates);
            Assert.All(axis.Taps, t => Assert.InRange(t.Weight, 0, 2048));
            for (int i = 0; i < 50; i++)
            {
                int[] row = SampleRows.Gauss(random, input, 100, 120, 0, 255), y = new int[output];
                axis.Apply(row, y);
                for (int j = 0; j < output; j++)
                {
                    double exact = Exact(row, coordinates[j]);
                    Assert.InRange(y[j], exact - 0.5 - 255.0 / 4096, exact + 0.5 + 255.0 / 4096);
                }
            }
        }
    }

    [Fact]
    public void TwoAxesAreRoundedOnce()
    {
        var random = new Random(5);
        double[] down = HalfPixel(5, 13), across = HalfPixel(7, 10);
        LinearResizeAxis rows = LinearResizeAxis.Create(5, down), columns = LinearResizeAxis.Create(7, across);
        for (int k = 0; k < 50; k++)
        {
            int[] plane = SampleRows.Gauss(random, 35, 0, 90, -128, 127), y = new int[130];
            columns.Apply(rows, plane, 7, y);
            for (int i = 0; i < 13; i++)
            {
                for (int j = 0; j < 10; j++)
                {
                    double[] column = [.. Enumerable.Range(0, 5).Select(r => Exact(plane[(r * 7)..(r * 7 + 7)], across[j]))];
                    double x = Math.Clamp(down[i], 0, 4);
                    int above = (int)x;
                    double exact = column[above] + (x - above) * (column[Math.Min(above + 1, 4)] - column[above]);
                    Assert.InRange(y[i * 10 + j], exact - 0.625, exact + 0.625);
                }
            }
        }
    }

    [Fact]
    public void ConstantPlanesStayAsTheyAre()
    {
        LinearResizeAxis rows = LinearResizeAxis.Create(3, HalfPixel(3, 8)), columns = LinearResizeAxis.Create(4, HalfPixel(4, 9));
        foreach (int code in new[] { -32768, -128, 0, 255, 32767, 65535 })
        {
            int[] plane = [.. Enumerable.Repeat(code, 12)], y = new int[72];
            columns.Apply(rows, plane, 4, y);
            Assert.All(y, c => Assert.Equal(code, c));
        }
    }
}
