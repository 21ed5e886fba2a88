using CsCheck;
using Qcc.Passes.Quantize;

namespace Qcc.Passes.Tests.Quantize;

public sealed class InputMomentsTests
{
    [Fact]
    public void TheSumsAreExact() => Gen.Select(Gen.Int[1, 700], Gen.Int[1, 40], Gen.Int[0, 1 << 20]).Sample((count, depth, seed) =>
    {
        var random = new Random(seed);
        int[][] rows = [.. Enumerable.Range(0, count).Select(_ => Enumerable.Range(0, depth).Select(_ => random.Next(-255, 256)).ToArray())];
        InputMoments moments = Gram.Moments(rows);
        Assert.Equal(count, moments.Rows);
        for (int i = 0; i < depth; i++)
        {
            Assert.Equal(rows.Sum(r => (long)r[i]), moments.Sums[i]);
            for (int j = 0; j <= i; j++)
            {
                Assert.Equal(rows.Sum(r => (long)r[i] * r[j]), moments.Products[i * depth + j]);
            }
        }
    }, iter: 60);

    /// <summary>As many rows as may be added at once, all as large as can be: float32 still counts them exactly.</summary>
    [Fact]
    public void TheLargestSumsAreExact()
    {
        InputMoments moments = Gram.Moments([.. Enumerable.Repeat(Enumerable.Repeat(255, 5).ToArray(), InputMoments.MostRows + 1)]);
        Assert.All(Enumerable.Range(0, 5), i => Assert.Equal((InputMoments.MostRows + 1) * 65025L, moments.Products[i * 5]));
    }
}
