using System.Text.RegularExpressions;
using System.Xml.Linq;
using Qcc.Testing;

namespace Qcc.Architecture.Tests;

/// <summary>Namespaces follow folders, and each folder of the layout says what lives in it.</summary>
public sealed partial class LayoutTests
{
    static readonly string[] Trees = ["src", "passes", "codegen", "tests"];

    public static TheoryData<string> Projects() => [.. Trees
        .SelectMany(tree => Directory.EnumerateFiles(Repository.Path(tree), "*.csproj", SearchOption.AllDirectories))
        .Select(p => Path.GetRelativePath(Repository.Root, p)).Order(StringComparer.Ordinal)];

    public static TheoryData<string> Folders() =>
    [
        "src", "passes", "codegen", "tests", "testmodels", "docs",
        .. Projects().Select(row => Path.GetDirectoryName(row.Data)!).Where(folder => folder.StartsWith("src", StringComparison.Ordinal) || folder.StartsWith("codegen", StringComparison.Ordinal)),
    ];

    [Theory, MemberData(nameof(Folders))]
    public void AFolderHasAReadmeOfSomeLines(string folder)
    {
        string readme = Repository.Path(folder, "README.md");
        Assert.True(File.Exists(readme), $"write {folder}/README.md: what lives here, who may depend on whom, how to add one more");
        Assert.InRange(File.ReadAllLines(readme).Length, 5, folder is "docs" or "testmodels" ? int.MaxValue : 25);
    }

    [Theory, MemberData(nameof(Projects))]
    public void NamespacesFollowFolders(string project)
    {
        string root = XDocument.Load(Repository.Path(project)).Descendants("RootNamespace").Single().Value;
        string folder = Path.GetDirectoryName(Repository.Path(project))!;
        Assert.All(Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories), file =>
        {
            string inside = Path.GetRelativePath(folder, Path.GetDirectoryName(file)!);
            string expected = inside == "." ? root : $"{root}.{inside.Replace(Path.DirectorySeparatorChar, '.')}";
            Match found = Namespace().Match(File.ReadAllText(file));
            Assert.True(!found.Success || found.Groups[1].Value == expected, $"{file}: namespace {found.Groups[1].Value}, by its folder {expected}");
        });
    }

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();
}
