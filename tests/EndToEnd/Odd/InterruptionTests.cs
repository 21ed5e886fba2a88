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

    /// <summary>Wherever in a compile the signal comes: nothing is left, or the whole file where it came too late.</summary>
    [Theory]
    [InlineData("INT", 130, 1)]
    [InlineData("TERM", 143, 2)]
    public async Task NothingIsLeftBehindAtAnyMoment(string signal, int expected, int seed)
    {
        const int Rounds = 4;
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals are sent with kill");
        using var temporary = new TemporaryFolder();
        string[] folders = [temporary["out"], temporary["tmp"], temporary["home"]];
        var random = new Random(seed);
        // The moments are shares of what a whole compile takes on this machine now.
        double whole = 0;
        byte[] file = [];
        for (int round = 0; round <= Rounds; round++)
        {
            Array.ForEach(folders, f => Directory.CreateDirectory(f));
            var clock = Stopwatch.StartNew();
            using Process process = Compile(folders[0], folders[1], folders[2]);
            if (round > 0)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(whole * (round - random.NextDouble()) / Rounds), TestContext.Current.CancellationToken);
                // It may have ended already: kill then says so.
                using Process kill = Process.Start(new ProcessStartInfo("kill", [$"-{signal}", $"{process.Id}"]) { RedirectStandardError = true })!;
                await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
            }
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            whole = round == 0 ? clock.Elapsed.TotalMilliseconds : whole;
            string[] left = [.. folders.SelectMany(f => Directory.EnumerateFileSystemEntries(f, "*", SearchOption.AllDirectories)).Select(f => Path.GetFileName(f)!)];
            string written = Path.Combine(folders[0], "model.onnx");
            file = round == 0 ? await File.ReadAllBytesAsync(written, TestContext.Current.CancellationToken) : file;
            byte[] found = left is ["model.onnx"] ? await File.ReadAllBytesAsync(written, TestContext.Current.CancellationToken) : [];
            bool isWhole = found.Length > 0 && found.SequenceEqual(file);
            Assert.True(process.ExitCode == expected ? left.Length == 0 || isWhole : process.ExitCode == 0 && isWhole, $"exit code {process.ExitCode} in round {round} leaves [{string.Join(", ", left)}]");
            Array.ForEach(folders, f => Directory.Delete(f, recursive: true));
        }
    }

    static Process Compile(string output, string temporaries, string home)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", typeof(Application).Assembly.Location, Repository.Path("testmodels", "nets", "fashion-resnet", "model.onnx"),
            "-c", Repository.Path("testmodels", "nets", "fashion-resnet", "calib.npz"), "-o", Path.Combine(output, "model.onnx"), "-q"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["TMPDIR"] = temporaries;
        start.Environment["HOME"] = home;
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        return Process.Start(start)!;
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
