using System.Diagnostics;
using Qcc.Testing;

namespace Qcc.MSBuild.Tests;

/// <summary>The programs of samples/ are built as a user builds them, and run.</summary>
[Collection(FeedCollection.Name), Trait("Category", "Slow")]
public sealed class SampleTests(LocalFeed feed)
{
    static string Net(string net, string file) => TestProject.Net(net, file);

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Builds a copy of a sample.</summary>
    /// <returns>Its program.</returns>
    async Task<string> BuildAsync(string sample)
    {
        string samples = Directory.CreateDirectory(Path.Combine(feed.Root, "samples")).FullName, folder = Directory.CreateDirectory(Path.Combine(samples, sample)).FullName;
        foreach (string file in new[] { "Directory.Build.props", Path.Combine(sample, $"{sample}.csproj"), Path.Combine(sample, "Program.cs") })
        {
            File.Copy(Repository.Path("samples", file), Path.Combine(samples, file), overwrite: true);
        }
        ProcessStartInfo start = Dotnet.Start(folder, "build", "-c", "Release", "-v:m", "-nologo", "-nodeReuse:false", "-warnaserror");
        start.Environment["Nets"] = Repository.Path("testmodels", "nets") + "/";
        (await Dotnet.RunAsync(start)).Succeeded();
        return Directory.EnumerateFiles(Path.Combine(folder, "bin", "Release"), $"{sample}.dll", SearchOption.AllDirectories).Single();
    }

    [Fact]
    public async Task A_rule_of_ones_own_runs_in_the_pipeline()
    {
        Assert.InRange((await File.ReadAllLinesAsync(Repository.Path("samples", "OwnRule", "Program.cs"), Cancellation)).Length, 1, 39);
        await feed.PackAllAsync();
        string program = await BuildAsync("OwnRule"), output = Path.Combine(feed.Root, "own.onnx");
        DotnetRun run = (await Dotnet.RunAsync(feed.Root, program, Net("digits-mlp", "model.onnx"), Net("digits-mlp", "calib.npz"), output)).Succeeded();
        Assert.Contains("Sigmoid", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Tanh", run.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(output));
    }

    [Fact]
    public async Task Pictures_are_classified()
    {
        string program = await BuildAsync("ImageClassification");
        DotnetRun run = (await Dotnet.RunAsync(feed.Root, program, Net("fashion-resnet", "eval.npz"))).Succeeded();
        string last = run.Output.Trim().Split('\n')[^1];
        // The float network has 457 (testmodels/nets/fashion-resnet/meta.json); two standard errors below.
        Assert.Matches("^[0-9]+ of 500 right$", last);
        Assert.InRange(int.Parse(last.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture), 445, 500);
    }

    [Fact]
    public async Task Text_is_continued()
    {
        string program = await BuildAsync("Text");
        DotnetRun run = (await Dotnet.RunAsync(feed.Root, program, "ROMEO:")).Succeeded();
        Assert.StartsWith("ROMEO:", run.Output, StringComparison.Ordinal);
        Assert.True(run.Output.Length > 60, run.Output);
    }

    [Fact]
    public async Task The_service_answers_thousands_of_requests_without_an_error()
    {
        string load = await BuildAsync("ServiceLoad"), program = await BuildAsync("Service");
        ProcessStartInfo start = Dotnet.Start(Path.GetDirectoryName(program)!, program, "--urls", "http://127.0.0.1:0");
        using Process service = Process.Start(start)!;
        try
        {
            string? line = await service.StandardOutput.ReadLineAsync(Cancellation);
            Assert.StartsWith("listening on http://127.0.0.1:", line, StringComparison.Ordinal);
            DotnetRun run = (await Dotnet.RunAsync(feed.Root, load, line!.Split(' ')[^1], "4000", "8")).Succeeded();
            Assert.StartsWith("4000 requests, 0 errors, ", run.Output, StringComparison.Ordinal);
            TestContext.Current.SendDiagnosticMessage(run.Output.Trim());
        }
        finally
        {
            service.Kill(entireProcessTree: true);
            await service.WaitForExitAsync(CancellationToken.None);
        }
    }
}
