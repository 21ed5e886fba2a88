using Qcc.Core.Rewrite;
using Qcc.Testing;

namespace Qcc.Passes.Tests;

/// <summary>Holds the list of passes to what it says of itself.</summary>
public sealed class RegistryTests
{
    [Fact]
    public void PassesStandInTheOrderThatTheirReasonsAskFor()
    {
        Type[] order = [.. PassRegistry.All.Select(p => p.GetType())];
        Assert.All(PassRegistry.Order, rule =>
        {
            Assert.Contains(rule.First, order);
            Assert.Contains(rule.Then, order);
            Assert.True(Array.IndexOf(order, rule.First) < Array.IndexOf(order, rule.Then), $"{rule.First.Name} must run before {rule.Then.Name}: {rule.Because}");
        });
    }

    [Fact]
    public void NamesAreUnique() =>
        Assert.Equal(PassRegistry.All.Count, PassRegistry.All.Select(p => p.Name).Distinct(StringComparer.Ordinal).Count());

    public static TheoryData<string> Rules() => [.. PassRegistry.All.OfType<RewriteRule>().Select(p => p.Name)];

    [Theory, MemberData(nameof(Rules))]
    public void ARuleHasCases(string name) => Assert.NotEmpty(Directory.GetFiles(Repository.Path("tests", "cases", name), "*.qir"));
}
