using System.Diagnostics;
using Qcc.Testing;

namespace Qcc.EndToEnd.Tests;

/// <summary>
/// Some changed models, samples, plans, statistics and configurations: whatever comes, qcc answers, and leaves nothing behind. More of
/// them: <c>dotnet run -c Release --project tests/Fuzz -- --count 100000 --seed 1</c>.
/// </summary>
public sealed class FuzzTests
{
    const int Seconds = 12;

    [Fact]
    public async Task ChangedFilesAreAnswered()
    {
        string program = Path.Combine(AppContext.BaseDirectory, "Qcc.Fuzz.dll");
        using Process fuzz = Process.Start(new ProcessStartInfo("dotnet", ["exec", program, "--count", "100000", "--seed", "7", "--seconds", $"{Seconds}"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> error = fuzz.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string report = await fuzz.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await fuzz.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(fuzz.ExitCode == 0, $"inputs are kept in {Repository.Path("artifacts", "fuzz")}\n{report}\n{await error}");
        // Some must get past reading, else nothing but refusals was tested.
        string models = report.Split('\n').Single(l => l.StartsWith("| model |", StringComparison.Ordinal));
        Assert.True(int.Parse(models.Split('|')[6]) > 0, report);
    }
}
