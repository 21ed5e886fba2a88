using System.Diagnostics;
using System.Globalization;

namespace Qcc.MSBuild.Tests;

/// <summary>Builds that are ended in the middle of a compile (scenarios 15 and 16 of docs/msbuild.md).</summary>
[Collection(FeedCollection.Name)]
public sealed class KilledBuildTests(LocalFeed feed)
{
    /// <remarks>A target whose compile takes some seconds, so that it is not over before the signal comes.</remarks>
    [Theory, Trait("Category", "Slow")]
    [InlineData("INT")]
    [InlineData("TERM")]
    [InlineData("KILL")]
    public async Task Nothing_lives_on_and_nothing_half_written_stays(string signal)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "signals are sent with kill, processes found in /proc");
        TestProject project = new TestProject(feed, $"killed{signal}").With("fashion-resnet", "net").Items("""<QccModel Include="net.onnx" QccTarget="int8-integer" Calibrate="net.npz" />""");
        (await Dotnet.RunAsync(project.Folder, "restore", "-v:m", "-nodeReuse:false")).Succeeded();
        using Process build = Process.Start(Dotnet.Start(project.Folder, "build", "--no-restore", "-v:m", "-nologo", "-nodeReuse:false"))!;
        Task<string> output = build.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), error = build.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        int? compiler = null;
        for (int i = 0; i < 600 && compiler is null && !build.HasExited; i++)
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
            compiler = CompilerOf(project);
        }
        Assert.True(compiler is not null, build.HasExited ? await output : "the compiler did not start");
        await Task.Delay(200, TestContext.Current.CancellationToken);
        using (var kill = Process.Start("kill", [$"-{signal}", build.Id.ToString(CultureInfo.InvariantCulture)]))
        {
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
        await build.WaitForExitAsync(TestContext.Current.CancellationToken);
        for (int i = 0; i < 200 && CompilerOf(project) is not null; i++)
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
        Assert.Null(CompilerOf(project));
        Assert.Empty(project.Made.Except(["options", "warnings"]));
        Assert.False(File.Exists(project.Output("net.int8-integer.onnx")));

        // What somebody else has left there is gone after the next build, which starts anew.
        string stray = Path.Combine(Directory.EnumerateDirectories(project.PathOf("obj", "qcc")).Single(), "net.int8-integer.onnx.stray.tmp");
        await File.WriteAllTextAsync(stray, "half", TestContext.Current.CancellationToken);
        Assert.Equal(["net.onnx"], (await project.BuildAgainAsync()).Succeeded().Compiled);
        Assert.False(File.Exists(stray));
    }

    /// <summary>The process that compiles the project's model, if it runs.</summary>
    static int? CompilerOf(TestProject project)
    {
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out int id))
            {
                try
                {
                    string line = File.ReadAllText(Path.Combine(folder, "cmdline"));
                    if (line.Contains("Qcc.Cli.dll", StringComparison.Ordinal) && line.Contains(project.Folder, StringComparison.Ordinal))
                    {
                        return id;
                    }
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException)
                {
                    // It has ended meanwhile.
                }
            }
        }
        return null;
    }
}
