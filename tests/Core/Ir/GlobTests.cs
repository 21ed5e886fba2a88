using System.Text.RegularExpressions;
using CsCheck;
using Qcc.Core.Ir;

namespace Qcc.Core.Tests.Ir;

public sealed class GlobTests
{
    [Theory]
    [InlineData("", "", true)]
    [InlineData("", "a", false)]
    [InlineData("*", "", true)]
    [InlineData("a*c", "abbc", true)]
    [InlineData("a*c", "abcb", false)]
    [InlineData("/layer?/*", "/layer1/Conv", true)]
    [InlineData("/layer?/*", "/layer12/Conv", false)]
    [InlineData("[a]", "a", false)]
    public void KnownPatterns(string pattern, string name, bool matches) => Assert.Equal(matches, Glob.Matches(pattern, name));

    [Fact]
    public void PatternsMeanWhatTheirRegularExpressionsMean() =>
        Gen.Select(Gen.String[Gen.Char["ab*?."], 0, 8], Gen.String[Gen.Char["ab."], 0, 8]).Sample((pattern, name) =>
            Assert.Equal(Regex.IsMatch(name, "^" + Regex.Escape(pattern).Replace(@"\*", ".*", StringComparison.Ordinal).Replace(@"\?", ".", StringComparison.Ordinal) + "$", RegexOptions.CultureInvariant), Glob.Matches(pattern, name)), iter: 2000);

    /// <summary>Backtracking over every star would take longer than anyone waits.</summary>
    [Fact]
    public void ManyStarsAreNotExponential() => Assert.False(Glob.Matches(string.Concat(Enumerable.Repeat("*a", 40)) + "b", new string('a', 5000)));
}
