using Qcc.Core.Diagnostics;

namespace Qcc.Cli.Tests.Usage;

public sealed class NearestNamesTests
{
    static readonly string[] Names = ["--target", "--threads", "--output", "FoldBatchNormIntoConv", "FoldBatchNormIntoGemm"];

    [Theory]
    [InlineData("--targt", "--target")]
    [InlineData("--tagret", "--target")]
    [InlineData("--thread", "--threads")]
    [InlineData("--frobnicate", "")]
    [InlineData("FoldBatchNorm", "FoldBatchNormIntoConv FoldBatchNormIntoGemm")]
    public void Suggests_what_is_near(string word, string expected) => Assert.Equal(expected, string.Join(' ', NearestNames.To(word, Names)));

    [Theory]
    [InlineData("", "abc", 3)]
    [InlineData("abc", "abc", 0)]
    [InlineData("abc", "acb", 1)]
    [InlineData("kitten", "sitting", 3)]
    public void Distance_counts_edits_and_swaps(string a, string b, int distance)
    {
        Assert.Equal(distance, NearestNames.Distance(a, b));
        Assert.Equal(distance, NearestNames.Distance(b, a));
    }

    [Fact]
    public void A_novel_is_near_to_nothing() => Assert.Empty(NearestNames.To(new string('a', 100_000), Names));
}
