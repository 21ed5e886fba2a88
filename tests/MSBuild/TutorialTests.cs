using System.Diagnostics;
using System.Text.RegularExpressions;
using Qcc.Testing;

namespace Qcc.MSBuild.Tests;

/// <summary>The commands of docs/tutorial.md, as they stand there, for somebody who has no packages of his own yet.</summary>
[Collection(FeedCollection.Name)]
public sealed partial class TutorialTests(LocalFeed feed)
{
    [Fact]
    public async Task The_tutorial_does_what_it_says()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "its commands are those of a shell");
        string text = await File.ReadAllTextAsync(Repository.Path("docs", "tutorial.md"), TestContext.Current.CancellationToken);
        string[] blocks = [.. Block().Matches(text).Select(m => m.Groups[1].Value)];
        Assert.Equal("./pack\n", blocks[0]);
        // What the first block makes, the feed has; the clone is a folder with that feed and the networks.
        string clone = Directory.CreateDirectory(Path.Combine(feed.Root, "clone")).FullName, home = Path.Combine(feed.Root, "home");
        Directory.CreateDirectory(Path.Combine(clone, "artifacts"));
        Directory.CreateSymbolicLink(Path.Combine(clone, "artifacts", "feed"), feed.Feed);
        Directory.CreateSymbolicLink(Path.Combine(clone, "testmodels"), Repository.Path("testmodels"));
        Directory.CreateDirectory(Path.Combine(home, ".nuget", "NuGet"));
        await File.WriteAllTextAsync(Path.Combine(home, ".nuget", "NuGet", "NuGet.Config"), feed.Configuration(""), TestContext.Current.CancellationToken);
        string script = Path.Combine(feed.Root, "tutorial.sh");
        await File.WriteAllTextAsync(script, "set -e\n" + string.Concat(blocks.Skip(1)), TestContext.Current.CancellationToken);
        ProcessStartInfo start = Dotnet.Start(clone, script);
        start.FileName = "bash";
        foreach (string variable in new[] { "HOME", "DOTNET_CLI_HOME", "TMPDIR" })
        {
            start.Environment[variable] = home;
        }
        DotnetRun run = (await Dotnet.RunAsync(start)).Succeeded();
        Assert.Contains("fashion.onnx -> ", run.Output, StringComparison.Ordinal);
        Assert.Matches(@"\nclass [0-9] with logit [0-9]+\.[0-9]{2}\n", run.Output);
        // The first build alone: the second one has nothing to do.
        Assert.Single(run.Compiled);
    }

    [GeneratedRegex(@"^```sh\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();
}
