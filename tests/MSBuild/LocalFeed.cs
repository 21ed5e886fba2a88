using Qcc.Testing;

namespace Qcc.MSBuild.Tests;

/// <summary>
/// A feed with the packages as they are built now, and a configuration for projects below it that need nothing else: other packages come from
/// where building qcc has put them.
/// </summary>
public sealed class LocalFeed : IAsyncLifetime
{
    /// <summary>Below it are the feed, its own package cache and the projects.</summary>
    public string Root { get; } = Directory.CreateTempSubdirectory("qcc-msbuild-").FullName;

    public string Feed => Path.Combine(Root, "feed");

    Task? _all;

    public string Version => Versions.Qcc;

    public async ValueTask InitializeAsync()
    {
        LinkBuilt();
        await PackAsync(Version);
        await File.WriteAllTextAsync(Path.Combine(Root, "nuget.config"), Configuration($"""<clear /><add key="local" value="{Feed}" />"""));
        // Nothing of what surrounds the temporary folder.
        foreach (string file in new[] { "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props" })
        {
            await File.WriteAllTextAsync(Path.Combine(Root, file), "<Project />");
        }
        await File.WriteAllTextAsync(Path.Combine(Root, "Directory.Build.rsp"), "");
    }

    string Built => Path.Combine(Root, "built");

    /// <summary>Links to the packages that building qcc has restored, without those of qcc itself: who has used them has some of another build under the same version.</summary>
    void LinkBuilt()
    {
        string packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } given ? given
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        Directory.CreateDirectory(Built);
        foreach (string package in Directory.EnumerateDirectories(packages).Where(p => !Path.GetFileName(p).StartsWith("qcc", StringComparison.OrdinalIgnoreCase)))
        {
            Directory.CreateSymbolicLink(Path.Combine(Built, Path.GetFileName(package)), package);
        }
    }

    /// <summary>A configuration with these sources that finds all other packages where building qcc has put them.</summary>
    public string Configuration(string sources) => $"""
        <configuration>
          <packageSources>{sources}</packageSources>
          <fallbackPackageFolders><add key="built" value="{Built}" /></fallbackPackageFolders>
          <config><add key="globalPackagesFolder" value="{Path.Combine(Root, "packages")}" /></config>
        </configuration>
        """;

    /// <summary>Packs what was built as a version.</summary>
    public async Task PackAsync(string version) => (await Dotnet.RunAsync(Repository.Root, "msbuild", Repository.Path("src", "MSBuild", "MSBuild.csproj"), "-nologo", "-v:q", "-nodeReuse:false",
        "-t:Pack", "-p:Configuration=Release", "-p:ArtifactsPivots=release", "-p:NoBuild=true", $"-p:PackageVersion={version}", $"-p:PackageOutputPath={Feed}")).Succeeded();

    /// <summary>Packs the library and the tool as well, once.</summary>
    public Task PackAllAsync() => _all ??= PackEverythingAsync();

    async Task PackEverythingAsync() => (await Dotnet.RunAsync(Repository.Root, "msbuild", Repository.Path("src", "pack.proj"), "-nologo", "-v:q", "-nodeReuse:false", "-p:NoBuild=true", $"-p:Feed={Feed}/")).Succeeded();

    public ValueTask DisposeAsync()
    {
        Directory.Delete(Root, recursive: true);
        return ValueTask.CompletedTask;
    }
}

/// <summary>Tests that share the feed; builds run one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class FeedCollection : ICollectionFixture<LocalFeed>
{
    public const string Name = "feed";
}
