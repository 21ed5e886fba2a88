namespace Qcc.MSBuild.Tests;

/// <summary>The command line as a tool of dotnet, from the feed.</summary>
[Collection(FeedCollection.Name), Trait("Category", "Slow")]
public sealed class ToolTests(LocalFeed feed)
{
    [Fact]
    public async Task The_tool_is_installed_and_run_from_a_feed()
    {
        await feed.PackAllAsync();
        string model = TestProject.Net("digits-mlp", "model.onnx"), samples = TestProject.Net("digits-mlp", "calib.npz");
        DotnetRun once = (await Dotnet.RunAsync(feed.Root, "tool", "exec", $"Qcc.Tool@{feed.Version}", "--yes", "--", model, "-c", samples, "-o", "once.onnx")).Succeeded();
        Assert.Contains("once.onnx", once.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(feed.Root, "once.onnx")));

        (await Dotnet.RunAsync(feed.Root, "tool", "install", "Qcc.Tool", "--version", feed.Version, "--tool-path", "tools")).Succeeded();
        using var process = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo(Path.Combine(feed.Root, "tools", "qcc"), ["--version"]) { RedirectStandardOutput = true })!;
        string version = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        Assert.Equal(feed.Version, version.Trim());
    }
}
