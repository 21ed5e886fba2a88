using System.Diagnostics;
using Qcc.Cli;
using Qcc.Testing;

namespace Qcc.EndToEnd.Tests.Odd;

/// <summary>A signal in the middle of a compile leaves neither output nor temporaries.</summary>
public sealed class InterruptionTests
{
    [Fact]
    public async Task NothingIsLeftBehind()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals are sent with kill");
        using var temporary = new TemporaryFolder();
        Directory.CreateDirectory(temporary["out"]);
        Directory.CreateDirectory(temporary["tmp"]);
        // Samples on a pipe that nobody closes: the compile waits in the middle of its line for as long as it takes.
        var start = new ProcessStartInfo("dotnet", ["exec", typeof(Application).Assembly.Location,
            Repository.Path("testmodels", "nets", "tiny-mlp", "model.onnx"), "-c", "-", "-o", temporary["out/model.onnx"], "-v"])
        {
            RedirectStandardInput = true,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        start.Environment["TMPDIR"] = temporary["tmp"];
        using Process process = Process.Start(start)!;
        await process.StandardInput.WriteAsync("PK");
        await process.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
        // The copy of the pipe has no name any more, but the process holds it: then it is reading.
        while (!process.HasExited && !Holds(process.Id, temporary["tmp"]))
        {
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
        using (var kill = Process.Start("kill", ["-INT", $"{process.Id}"]))
        {
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(130, process.ExitCode);
        Assert.Empty(Directory.GetFileSystemEntries(temporary["out"]));
        Assert.DoesNotContain(Directory.GetFileSystemEntries(temporary["tmp"]), f => Path.GetFileName(f).StartsWith("qcc", StringComparison.Ordinal));
    }

    static bool Holds(int process, string folder)
    {
        try
        {
            return Directory.EnumerateFiles($"/proc/{process}/fd").Any(fd => File.ResolveLinkTarget(fd, returnFinalTarget: false)?.FullName.StartsWith($"{folder}/qcc-", StringComparison.Ordinal) == true);
        }
        catch (IOException)
        {
            // A descriptor was closed meanwhile.
            return false;
        }
    }
}
