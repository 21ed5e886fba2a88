using System.Globalization;
using Qcc.Fuzz.Subjects;

namespace Qcc.Fuzz;

/// <summary>
/// Runs a range of cases in this process and says on standard output when each begins and how it ended: the parent sees what a crash
/// of native code or an endless loop would hide.
/// </summary>
static class Worker
{
    /// <summary>Resident memory of a case that counts as too much; its limits are those of the tensors that it may make.</summary>
    const long MostMemory = 3L << 30;

    /// <summary>Work after which a case is cancelled: some small files ask for much. It must then end soon.</summary>
    static readonly TimeSpan MostWork = TimeSpan.FromSeconds(4);

    /// <summary>Where a process keeps the input of the case that it runs.</summary>
    public static string RunningOf(string keep, int process) => Path.Combine(keep, string.Create(CultureInfo.InvariantCulture, $"running-{process}"));

    public static async Task<int> RunAsync(int seed, int from, int to, int compileEvery, string root, string keep)
    {
        var sandbox = new Sandbox(root);
        for (int number = from; number < to; number++)
        {
            var random = new Random(unchecked(seed * 1_000_003 + number));
            Subject subject = Subject.Of(random);
            ModelSubject.Compiles = number % compileEvery == 0;
            Console.WriteLine($"begin {number} {subject.Name}");
            sandbox.Clear();
            string outcome;
            try
            {
                subject.Write(random, sandbox);
                // Kept before it runs: a crash takes this process with it.
                string running = RunningOf(keep, Environment.ProcessId);
                if (Directory.Exists(running))
                {
                    Directory.Delete(running, recursive: true);
                }
                sandbox.Keep(running);
                using var stop = new Stopper(MostWork);
                outcome = await subject.RunAsync(sandbox, stop.Token);
                outcome = sandbox.Fault(outcome) is { } fault ? $"FAULT {fault}" : outcome;
            }
            catch (Exception bug)
            {
                outcome = $"BUG {bug}";
            }
            if (PeakMemory() is var peak && peak > MostMemory)
            {
                outcome = $"BUG peak memory {peak >> 20} MB after {outcome}";
            }
            if (outcome.Contains(' ', StringComparison.Ordinal))
            {
                string folder = Path.Combine(keep, string.Create(CultureInfo.InvariantCulture, $"{seed}-{number}-{subject.Name}"));
                Directory.CreateDirectory(folder);
                sandbox.Keep(folder);
                await File.WriteAllTextAsync(Path.Combine(folder, "reason.txt"), outcome);
            }
            Console.WriteLine($"end {number} {outcome.ReplaceLineEndings(" | ")}");
        }
        return 0;
    }

    /// <summary>The most memory that was resident since the last call; 0 where the system does not tell.</summary>
    static long PeakMemory()
    {
        if (!OperatingSystem.IsLinux())
        {
            return 0;
        }
        string line = File.ReadLines("/proc/self/status").First(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
        long peak = long.Parse(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) << 10;
        try
        {
            File.WriteAllText("/proc/self/clear_refs", "5");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
        return peak;
    }
}
