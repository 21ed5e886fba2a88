using System.Text.RegularExpressions;
using Qcc.Testing;

namespace Qcc.Architecture.Tests;

/// <summary>Links of the documents lead somewhere, and the sections that code names exist.</summary>
public sealed partial class DocumentTests
{
    static readonly string[] Code = ["src", "passes", "codegen", "tests"], Texts = ["docs", "testmodels", "samples", .. Code];

    public static TheoryData<string> Documents() => [.. Texts
        .SelectMany(tree => Directory.EnumerateFiles(Repository.Path(tree), "*.md", SearchOption.AllDirectories))
        .Select(path => Path.GetRelativePath(Repository.Root, path)).Append("README.md")
        .Order(StringComparer.Ordinal)];

    [Theory, MemberData(nameof(Documents))]
    public void LinksLeadToFiles(string document)
    {
        string folder = Path.GetDirectoryName(Repository.Path(document))!;
        Assert.All(Link().Matches(File.ReadAllText(Repository.Path(document))).Where(m => !m.Groups[1].Value.Contains("://", StringComparison.Ordinal)),
            link => Assert.True(Path.Exists(Path.Combine(folder, link.Groups[1].Value)), $"{document}: {link.Value} leads nowhere"));
    }

    [Fact]
    public void EveryPageIsLinkedFromTheIndex()
    {
        string index = File.ReadAllText(Repository.Path("docs", "README.md"));
        Assert.All(Directory.EnumerateFiles(Repository.Path("docs"), "*.md").Select(Path.GetFileName).Where(name => name != "README.md"),
            name => Assert.Contains($"({name})", index, StringComparison.Ordinal));
    }

    [Fact]
    public void SectionsThatCodeNamesExist()
    {
        var citations = Code.SelectMany(tree => Directory.EnumerateFiles(Repository.Path(tree), "*.cs", SearchOption.AllDirectories))
            .SelectMany(path => Citation().Matches(File.ReadAllText(path)).Select(m => (File: path, Page: m.Groups[1].Value, Labels: m.Groups[2].Value)))
            .ToList();
        Assert.NotEmpty(citations);
        Assert.All(citations, citation =>
        {
            string page = Repository.Path("docs", $"{citation.Page}.md");
            Assert.True(File.Exists(page), $"{citation.File} names docs/{citation.Page}.md, which does not exist");
            string text = File.ReadAllText(page);
            Assert.All(Label().Matches(citation.Labels), label => Assert.True(
                Regex.IsMatch(text, $@"^(## |\*\*){Regex.Escape(label.Value)}\b|[.\]] \*\*{Regex.Escape(label.Value)} ", RegexOptions.Multiline),
                $"{citation.File} names section {label.Value} of docs/{citation.Page}.md, which has none"));
        });
    }

    [GeneratedRegex(@"\]\(([^)#\s]+)(?:#[^)]*)?\)")]
    private static partial Regex Link();

    // "docs/algorithms.md C10", "docs/integer-arithmetic.md 1.3, 1.5, 1.6"; capitals name pages of ONNX.
    [GeneratedRegex(@"docs/([a-z][a-z0-9-]*)\.md((?:(?:,| and)? (?:C\d\d|\d\.\d))*)")]
    private static partial Regex Citation();

    [GeneratedRegex(@"C\d\d|\d\.\d")]
    private static partial Regex Label();
}
