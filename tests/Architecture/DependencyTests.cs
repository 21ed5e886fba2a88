using System.Xml.Linq;
using Qcc.Testing;

namespace Qcc.Architecture.Tests;

/// <summary>Holds the arrows Core ← Onnx, Passes, Codegen.* ← Compiler ← Report ← Cli ← MSBuild of the product's projects.</summary>
public sealed class DependencyTests
{
    /// <summary>What each project may reference directly.</summary>
    static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Core"] = [],
        ["Onnx"] = ["Core"],
        ["Passes"] = ["Core"],
        ["Codegen.Onnx"] = ["Core", "Onnx"],
        ["Codegen.Cpu"] = ["Core"],
        ["Codegen.Hls"] = ["Core"],
        ["Codegen.C"] = ["Core"],
        ["Compiler"] = ["Core", "Onnx", "Passes", "Codegen.Onnx", "Codegen.Cpu", "Codegen.Hls", "Codegen.C"],
        ["Report"] = ["Core", "Compiler"],
        ["Cli"] = ["Core", "Compiler", "Report"],
        ["MSBuild"] = ["Cli"],
    };

    public static TheoryData<string> Projects() => [.. ProductProjects().Select(p => Path.GetRelativePath(Repository.Root, p)).Order(StringComparer.Ordinal)];

    [Theory, MemberData(nameof(Projects))]
    public void AProjectReferencesOnlyWhatItsLayerMay(string project)
    {
        string name = Path.GetFileNameWithoutExtension(project);
        Assert.True(Allowed.TryGetValue(name, out string[]? allowed), $"say in {nameof(DependencyTests)} what {project} may reference");
        Assert.All(Includes(project, "ProjectReference").Select(NameOf), reference => Assert.Contains(reference, allowed));
    }

    [Fact]
    public void CoreHasNoPackageButTensorPrimitives() =>
        Assert.All(Includes("src/Core/Core.csproj", "PackageReference"), package => Assert.Equal("System.Numerics.Tensors", package));

    [Fact]
    public void PassesAndCodegenForProcessorsDoNotKnowProtobuf() =>
        Assert.DoesNotContain("Google.Protobuf", Includes("passes/Passes.csproj", "PackageReference"));

    [Fact]
    public void EveryProjectIsInTheSolution()
    {
        string solution = File.ReadAllText(Repository.Path("Compiler.sln")).Replace('\\', '/');
        IEnumerable<string> projects = Directory.EnumerateFiles(Repository.Path("tests"), "*.csproj", SearchOption.AllDirectories).Concat(ProductProjects());
        Assert.All(projects, p => Assert.Contains(Path.GetRelativePath(Repository.Root, p).Replace('\\', '/'), solution, StringComparison.Ordinal));
    }

    static IEnumerable<string> ProductProjects() => new[] { "src", "passes", "codegen" }
        .SelectMany(folder => Directory.EnumerateFiles(Repository.Path(folder), "*.csproj", SearchOption.AllDirectories));

    static IEnumerable<string> Includes(string project, string item) =>
        XDocument.Load(Repository.Path(project)).Descendants(item).Select(e => e.Attribute("Include")!.Value);

    static string NameOf(string path) => Path.GetFileNameWithoutExtension(path.Replace('\\', '/'));
}
