using Qcc.Codegen.C;
using Qcc.Core.Diagnostics;

namespace Qcc.Compiler.Tests;

/// <summary>How a project of C goes into a folder that may hold files of its owner.</summary>
public sealed class CodeFolderTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("qcc-code-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    string Target => Path.Combine(_folder, "net");

    static EmittedC Project(string text) => new(new CProject(
        new SortedDictionary<string, string>(StringComparer.Ordinal) { ["a.c"] = text, ["b.h"] = text, ["qcc_kernels.c"] = text, ["test.c"] = text }, new MemoryPlan(8, 8, [], []), 0));

    Task<IReadOnlyList<string>> Save(string text, bool overwrite = false) => Project(text).SaveAsync(Target, overwrite, TestContext.Current.CancellationToken);

    void Write(string name, string text) => File.WriteAllText(Path.Combine(Target, name), text);

    string Read(string name) => File.ReadAllText(Path.Combine(Target, name));

    string[] Names => [.. Directory.GetFileSystemEntries(Target).Select(e => Path.GetFileName(e)!).Order(StringComparer.Ordinal)];

    /// <summary>Nothing temporary stays beside the folder.</summary>
    void AssertAlone() => Assert.Equal(["net"], Directory.GetFileSystemEntries(_folder).Select(e => Path.GetFileName(e)!));

    [Fact]
    public async Task FilesOfOthersStay()
    {
        Assert.Equal(new[] { "a.c", "b.h", "qcc_kernels.c", "test.c" }.Select(n => Path.Combine(Target, n)), await Save("first"));
        Write("main.c", "mine");
        Write("old_weights.c", "of an earlier name");
        Directory.CreateDirectory(Path.Combine(Target, "board"));
        await Save("second");
        Assert.Equal(["a.c", "b.h", "board", "main.c", "old_weights.c", "qcc_kernels.c", "test.c"], Names);
        Assert.Equal("mine", Read("main.c"));
        Assert.All(new[] { "a.c", "b.h", "qcc_kernels.c", "test.c" }, name => Assert.Equal("second", Read(name)));
        AssertAlone();
    }

    /// <summary>Not only the command line asks.</summary>
    [Fact]
    public async Task AFolderOfSomebodyElseIsRefusedUnlessAskedFor()
    {
        Directory.CreateDirectory(Target);
        Write("a.c", "mine");
        var refused = await Assert.ThrowsAsync<DiagnosticException>(() => Save("first"));
        Assert.Contains("error QCC6005: the file cannot be written: it is a folder with files of somebody else (it has no qcc_kernels.c)", refused.Diagnostic.ToString(), StringComparison.Ordinal);
        Assert.Equal("mine", Read("a.c"));
        Assert.Equal(["a.c"], Names);
        AssertAlone();
        Write("thesis.tex", "mine");
        await Save("second", overwrite: true);
        Assert.Equal(("second", "mine"), (Read("a.c"), Read("thesis.tex")));
        AssertAlone();
    }

    [Fact]
    public async Task AnEmptyFolderIsNobodys()
    {
        Directory.CreateDirectory(Target);
        await Save("first");
        Assert.Equal("first", Read("test.c"));
        AssertAlone();
    }

    /// <summary>A folder in the last file's place: what was moved before goes back.</summary>
    [Fact]
    public async Task WhereAMoveFailsAllIsAsItWas()
    {
        await Save("first");
        File.Delete(Path.Combine(Target, "test.c"));
        File.Delete(Path.Combine(Target, "b.h"));
        Directory.CreateDirectory(Path.Combine(Target, "test.c"));
        var failed = await Assert.ThrowsAsync<DiagnosticException>(() => Save("second"));
        Assert.Contains("QCC6005", failed.Diagnostic.ToString(), StringComparison.Ordinal);
        Assert.Equal(["a.c", "qcc_kernels.c", "test.c"], Names);
        Assert.Equal(("first", "first"), (Read("a.c"), Read("qcc_kernels.c")));
        AssertAlone();
    }

    [Fact]
    public async Task ACancelledSaveWritesNothing()
    {
        await Save("first");
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Project("second").SaveAsync(Target, false, new CancellationToken(canceled: true)));
        Assert.Equal("first", Read("a.c"));
        AssertAlone();
    }
}
