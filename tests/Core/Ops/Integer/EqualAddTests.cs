using Qcc.Core.Ops.Integer;

namespace Qcc.Core.Tests.Ops.Integer;

/// <summary>Integer additions that give the codes of QLinearAdd for all 65,536 pairs.</summary>
public sealed class EqualAddTests
{
    static readonly CodeRange Octets = CodeRange.U8(0);

    [Fact]
    public void WhatIsFoundDiffersForNoPair()
    {
        (int found, int moved) = (0, 0);
        var random = new Random(3);
        for (int i = 0; i < 40; i++)
        {
            (float a, float b, float y) = (0.01f + 0.03f * random.NextSingle(), 0.01f + 0.03f * random.NextSingle(), 0.02f + 0.03f * random.NextSingle());
            (int za, int zb, int zy) = (random.Next(256), random.Next(256), random.Next(256));
            var f32 = new F32Add(a, za, b, zb, y, CodeRange.U8(zy));
            DyadicAdd nearest = DyadicAdd.Of(a, za, b, zb, y, CodeRange.U8(zy));
            if (EqualAdd.Find(nearest, f32.Apply, Octets, Octets) is { } equal)
            {
                Assert.Equal(0, EqualAdd.Differences(equal, f32.Apply, Octets, Octets));
                (found, moved) = (found + 1, moved + (equal == nearest ? 0 : 1));
            }
            else
            {
                Assert.NotEqual(0, EqualAdd.Differences(nearest, f32.Apply, Octets, Octets));
            }
        }
        Assert.InRange(found, 10, 40);
        Assert.InRange(moved, 1, 40);
    }

    [Fact]
    public void SumsHalfwayBetweenCodesHaveNoEqual()
    {
        var f32 = new F32Add(0.5f, 0, 1, 0, 1, CodeRange.U8(0));
        DyadicAdd nearest = DyadicAdd.Of(0.5f, 0, 1, 0, 1, CodeRange.U8(0));
        Assert.Null(EqualAdd.Find(nearest, f32.Apply, Octets, Octets));
        // Half up and half to even part at every other of the odd codes, as long as the sum is a code.
        Assert.Equal(Enumerable.Range(0, 256).Sum(a => a % 4 == 1 ? Math.Max(0, 255 - a / 2) : 0), EqualAdd.Differences(nearest, f32.Apply, Octets, Octets));
    }

    [Fact]
    public void ReducedSumsAreTheSame()
    {
        DyadicAdd add = DyadicAdd.Of(0.5f, 3, 2, 5, 1, CodeRange.U8(7)), reduced = add.Reduced();
        Assert.Equal((1, 4, 1), (reduced.MultiplierA, reduced.MultiplierB, reduced.Shift));
        Assert.Equal(0, EqualAdd.Differences(reduced, add.Apply, Octets, Octets));
        Assert.Equal(new Dyadic(2, 1), Dyadic.Nearest(1.0, 31).Reduced());
        Assert.Equal(new Dyadic(3, 4), new Dyadic(12, 6).Reduced());
        Assert.Equal(new Dyadic(0, 62), new Dyadic(0, 62).Reduced());
    }

    /// <summary>The two paths by which ONNX Runtime brings codes to another scale agree.</summary>
    [Fact]
    public void AConversionIsTheTableOfAConcatenation()
    {
        var random = new Random(5);
        for (int i = 0; i < 50; i++)
        {
            (float from, float to, int zx, int zy) = (0.001f + random.NextSingle(), 0.001f + random.NextSingle(), random.Next(256), random.Next(256));
            int[] table = F32Table.Rescale(from, CodeRange.U8(zx), to, CodeRange.U8(zy));
            var conversion = new F32Conversion(from, to, CodeRange.U8(zy));
            Assert.Equal(table, Enumerable.Range(0, 256).Select(q => conversion.Apply(q - zx)));
        }
        Assert.Equal(255, new F32Conversion(1e30f, 1e-30f, CodeRange.U8(0)).Apply(1));
    }
}
