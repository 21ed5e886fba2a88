using System.Diagnostics;

namespace Qcc.Cli.Tests;

/// <summary>What only a real process shows: streams, exit codes, signals.</summary>
public sealed class ProcessTests : ModelFiles
{
    static Process Start(params string[] words) => Start(new Dictionary<string, string>(), words);

    static Process Start(Dictionary<string, string> environment, params string[] words)
    {
        string program = typeof(Application).Assembly.Location;
        var start = new ProcessStartInfo("dotnet", ["exec", program, .. words]) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        start.Environment["GITHUB_ACTIONS"] = "true";
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }
        return Process.Start(start)!;
    }

    static async Task<(int Exit, string Out, string Error)> Run(params string[] words)
    {
        using Process process = Start(words);
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }

    [Fact]
    public async Task An_answer_goes_to_standard_output_alone()
    {
        (int exit, string output, string error) = await Run("inspect", WriteModel());
        Assert.Equal(0, exit);
        Assert.Contains("f32[N,3]", output, StringComparison.Ordinal);
        Assert.Equal("", error);
        Assert.DoesNotContain('\e', output);
    }

    [Fact]
    public async Task An_error_goes_to_standard_error_alone()
    {
        (int exit, string output, string error) = await Run("inspect", PathOf("none.onnx"));
        Assert.Equal(7, exit);
        Assert.Equal("", output);
        Assert.StartsWith($"{PathOf("none.onnx")} : error QCC6001: ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_loads_no_native_library()
    {
        using Process process = Start("--help");
        string help = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
        Assert.Contains("qcc explain small.onnx", help, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_forced_end_leaves_no_weights()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals are sent with kill");
        string model = WriteLargeModel();
        string temporary = Directory.CreateDirectory(PathOf("tmp")).FullName;
        using Process process = Start(new Dictionary<string, string> { ["TMPDIR"] = temporary }, model, "-c", "-", "-o", PathOf("out.onnx"));
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        while (!process.HasExited && !Directory.EnumerateFiles(temporary, "*.weights").Any())
        {
            await Task.Delay(1);
        }
        // Some time to reach the samples: the read of a pipe that nobody fills does not hear the first signal. The second one ends
        // the process at once.
        using (var kill = Process.Start("sh", ["-c", $"sleep 1; kill -INT {process.Id}; sleep 0.1; kill -INT {process.Id} 2>/dev/null"]))
        {
            await kill.WaitForExitAsync();
        }
        await process.WaitForExitAsync();
        Assert.Equal(130, process.ExitCode);
        await Task.WhenAll(output, error);
        Assert.Empty(Directory.EnumerateFiles(temporary, "qcc-*"));
        Assert.False(File.Exists(PathOf("out.onnx")));
    }

    [Theory]
    [InlineData("HUP", 129)]
    [InlineData("TERM", 143)]
    [InlineData("INT", 130)]
    public async Task A_signal_ends_a_race(string signal, int expected)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals are sent with kill");
        string model = WriteModel();
        using Process process = Start("bench", model, "--seconds", "600", "-v", "--threads", "1");
        // -v says when the race begins; before that a signal would meet the runtime's own handler.
        string? said = "";
        while (said is not null && !said.StartsWith("racing ", StringComparison.Ordinal))
        {
            said = await process.StandardError.ReadLineAsync();
        }
        Assert.NotNull(said);
        Task<string> error = process.StandardError.ReadToEndAsync();
        using (var kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"]))
        {
            await kill.WaitForExitAsync();
        }
        await process.WaitForExitAsync();
        Assert.Equal(expected, process.ExitCode);
        Assert.Equal("", await error);
    }

    [Theory]
    [InlineData("/nowhere/libonnxruntime.so", "error QCC0003: ONNX Runtime's native library is missing: QCC_ORT names /nowhere/libonnxruntime.so, which does not exist; ")]
    [InlineData("README.md", "which is no library that this system can load; ")]
    [InlineData("libc.so.6", "has no function OrtGetApiBase; ")]
    public async Task A_library_that_is_named_must_be_one(string library, string expected)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() || library != "libc.so.6", "a library of Linux");
        string path = library == "README.md" ? Testing.Repository.Path(library)
            : library == "libc.so.6" ? Directory.EnumerateFiles("/lib", library, SearchOption.AllDirectories).First() : library;
        using Process process = Start(new Dictionary<string, string> { ["QCC_ORT"] = path }, "bench", WriteModel(), "--seconds", "0.01");
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        string error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Equal(9, process.ExitCode);
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.Equal("", await output);
    }

    [Fact]
    public async Task A_library_that_is_named_is_used()
    {
        string folder = Path.GetDirectoryName(typeof(Application).Assembly.Location)!;
        using Process process = Start(new Dictionary<string, string> { ["QCC_ORT"] = folder }, "bench", WriteModel(), "--seconds", "0.01");
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await error);
        Assert.Contains("1 thread", await output, StringComparison.Ordinal);
    }

    /// <summary>A run ends with the process that it was told to; what it would have written is not there.</summary>
    [Fact]
    public async Task A_run_ends_with_its_parent()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the parent is a sleep");
        using Process parent = Process.Start("sleep", "60");
        using Process process = Start("bench", WriteModel(), "--seconds", "600", "-v", "--threads", "1", "--parent-pid", $"{parent.Id}");
        string? said = "";
        while (said is not null && !said.StartsWith("racing ", StringComparison.Ordinal))
        {
            said = await process.StandardError.ReadLineAsync();
        }
        parent.Kill();
        await process.WaitForExitAsync();
        Assert.Equal(143, process.ExitCode);
    }
}
