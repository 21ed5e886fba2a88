using Qcc.Passes.Equalize;

namespace Qcc.Passes.Tests.Equalize;

/// <summary>The rotation is orthogonal, flat, and keeps means where it is to.</summary>
public sealed class FlatRotationTests
{
    static double[][] Matrix(int width, bool keepsMeans)
    {
        var rotation = new FlatRotation(FlatRotation.Signs(width, 3), keepsMeans);
        return [.. Enumerable.Range(0, width).Select(i =>
        {
            var row = new double[width];
            row[i] = 1;
            rotation.Apply(row);
            return row;
        })];
    }

    /// <summary>An odd part of a thousand and more would take a matrix of a million elements and more.</summary>
    [Theory]
    [InlineData(1, true)]
    [InlineData(1023 * 64, true)]
    [InlineData(1025, false)]
    [InlineData(30_011, false)]
    public void WidthsOfALargeOddPartAreDear(int width, bool isCheap) => Assert.Equal(isCheap, FlatRotation.IsCheap(width));

    /// <summary>Sums of D products in double: 1e-12 is a thousand times what they lose.</summary>
    [Theory]
    [InlineData(2, false)]
    [InlineData(3, false)]
    [InlineData(64, false)]
    [InlineData(96, true)]
    [InlineData(192, false)]
    [InlineData(129, true)]
    [InlineData(128, true)]
    public void ItIsOrthogonalAndFlat(int width, bool keepsMeans)
    {
        double[][] r = Matrix(width, keepsMeans);
        for (int i = 0; i < width; i++)
        {
            for (int j = 0; j < width; j++)
            {
                Assert.Equal(i == j ? 1 : 0, r[i].Zip(r[j], (a, b) => a * b).Sum(), 1e-12);
            }
            if (keepsMeans)
            {
                Assert.Equal(1, r[i].Sum(), 1e-12);
            }
        }
        // √2 by the Hartley part; the reflection adds |v_i·w_j|·2/(v·v), about 1/D.
        Assert.InRange(r.SelectMany(row => row).Max(Math.Abs) * Math.Sqrt(width), 0.5, keepsMeans ? 4 : 1.5);
    }
}
