using System.Diagnostics;

namespace Qcc.MSBuild.Tests;

/// <summary>What a run of dotnet gave.</summary>
sealed record DotnetRun(int Exit, string Output, TimeSpan Time)
{
    /// <summary>The models that were compiled, in their order.</summary>
    public IReadOnlyList<string> Compiled => [.. Output.Split('\n').Select(l => l.Trim()).Where(l => l.Contains(".onnx -> ", StringComparison.Ordinal)).Select(l => l[..l.IndexOf(" -> ", StringComparison.Ordinal)])];

    public DotnetRun Succeeded()
    {
        Assert.True(Exit == 0, Output);
        return this;
    }

    public DotnetRun Failed()
    {
        Assert.True(Exit != 0, Output);
        return this;
    }

    /// <summary>How often a text stands in the output before the summary, in which MSBuild says all warnings and errors again.</summary>
    public int Count(string text)
    {
        int end = Output.IndexOf("\nBuild ", StringComparison.Ordinal);
        return (end < 0 ? Output : Output[..end]).Split(text).Length - 1;
    }
}

/// <summary>Runs the SDK as a user does, without what a build leaves running.</summary>
static class Dotnet
{
    public static ProcessStartInfo Start(string folder, params IEnumerable<string> words)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet", words)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string value) in new[]
        {
            ("MSBUILDDISABLENODEREUSE", "1"), ("DOTNET_NOLOGO", "1"), ("DOTNET_CLI_TELEMETRY_OPTOUT", "1"), ("DOTNET_CLI_UI_LANGUAGE", "en"), ("MSBUILDTERMINALLOGGER", "off"), ("QCC_ORT", ""), ("CI", ""),
        })
        {
            start.Environment[name] = value;
        }
        return start;
    }

    public static Task<DotnetRun> RunAsync(string folder, params IEnumerable<string> words) => RunAsync(Start(folder, words));

    public static async Task<DotnetRun> RunAsync(ProcessStartInfo start)
    {
        var clock = Stopwatch.StartNew();
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new DotnetRun(process.ExitCode, await output + await error, clock.Elapsed);
    }
}
