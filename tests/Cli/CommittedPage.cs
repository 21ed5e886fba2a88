using Qcc.Testing;

namespace Qcc.Cli.Tests;

/// <summary>Generated files that are committed; <c>./test --accept</c> (QCC_ACCEPT=1) writes them again.</summary>
static class CommittedPage
{
    public static void Check(string[] path, string generated)
    {
        string file = Repository.Path(path);
        if (Environment.GetEnvironmentVariable("QCC_ACCEPT") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, generated);
        }
        Assert.True(File.Exists(file), $"{string.Join('/', path)} is missing; './test --accept' writes it");
        Assert.Equal(File.ReadAllText(file), generated);
    }

    /// <summary>Whether a folder holds pages of these names alone.</summary>
    public static void CheckFolder(string[] path, IReadOnlyCollection<string> names)
    {
        foreach (string stale in Directory.EnumerateFiles(Repository.Path(path)).Where(f => !names.Contains(Path.GetFileName(f))))
        {
            Assert.True(Environment.GetEnvironmentVariable("QCC_ACCEPT") == "1", $"{stale} belongs to nothing; './test --accept' removes it");
            File.Delete(stale);
        }
    }
}
