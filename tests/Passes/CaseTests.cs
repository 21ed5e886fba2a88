using Qcc.Core.Rewrite;
using Qcc.Onnx.Runtime;
using Qcc.Testing;
using Qcc.Testing.Cases;

namespace Qcc.Passes.Tests;

/// <summary>Runs tests/cases/PASS/*.qir on the pass PASS; <c>./test --accept</c> rewrites the expected halves.</summary>
public sealed class CaseTests
{
    static string Folder => Repository.Path("tests", "cases");

    public static TheoryData<string> Files() =>
        [.. Directory.EnumerateFiles(Folder, "*.qir", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(Folder, f)).Order(StringComparer.Ordinal)];

    [Theory, MemberData(nameof(Files))]
    public void APassDoesWhatItsCasesSay(string file)
    {
        CaseFile cases = CaseFile.Read(Path.Combine(Folder, file));
        Assert.NotEmpty(cases.Cases);
        string name = Path.GetDirectoryName(file)!;
        Pass? pass = PassRegistry.All.Concat(RewritePass.All).FirstOrDefault(p => p.Name == name);
        Assert.True(pass is not null, $"no pass is called {name}");
        IReadOnlyList<string> differences = new CaseRunner(pass, new OrtRuntime(file)).Run(cases);
        Assert.True(differences.Count == 0, string.Join('\n', differences));
    }

    /// <summary>The passes whose whole effect a text shows.</summary>
    public static TheoryData<string> Rewrites() => [.. PassRegistry.All.Concat(RewritePass.All).Select(p => p.Name)];

    [Theory, MemberData(nameof(Rewrites))]
    public void APassHasCases(string pass)
    {
        string folder = Path.Combine(Folder, pass);
        Assert.True(Directory.Exists(folder) && Directory.EnumerateFiles(folder, "*.qir").Any(), $"write tests/cases/{pass}/*.qir");
    }

    [Fact]
    public void EachPassRunsAfterThoseItNeeds()
    {
        List<Type> order = [.. PassRegistry.All.Select(p => p.GetType())];
        Assert.All(PassRegistry.Order, rule => Assert.True(order.IndexOf(rule.First) >= 0 && order.IndexOf(rule.First) < order.IndexOf(rule.Then),
            $"{rule.First.Name} must run before {rule.Then.Name}: {rule.Because}"));
    }
}
