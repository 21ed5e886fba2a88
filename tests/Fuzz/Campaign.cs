using System.Diagnostics;
using System.Globalization;
using Qcc.Fuzz.Subjects;

namespace Qcc.Fuzz;

/// <summary>
/// Runs cases in a child process, which it starts again behind a case that crashed or hung it, and counts how they ended.
/// </summary>
sealed class Campaign(int seed, int compileEvery, string keep, TextWriter log)
{
    /// <summary>A case that computes longer, or longer than some seconds after it was cancelled, hangs; one that waits is given longer, since the machine may be busy.</summary>
    static readonly TimeSpan MostComputing = TimeSpan.FromSeconds(10), MostWaiting = TimeSpan.FromSeconds(120);

    /// <summary>Native memory is never given back in full, so a child does not run for ever.</summary>
    const int CasesOfChild = 2000;

    readonly SortedDictionary<string, int> _ends = new(StringComparer.Ordinal);
    readonly List<string> _failures = [];

    /// <summary>Runs cases until the last one or the end of the time; returns how many failed.</summary>
    public async Task<int> RunAsync(int first, int count, TimeSpan time)
    {
        var clock = Stopwatch.StartNew();
        int next = first;
        while (next < first + count && clock.Elapsed < time)
        {
            next = await RunChildAsync(next, Math.Min(first + count, next + CasesOfChild), time - clock.Elapsed);
            log.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{next - first} cases in {clock.Elapsed.TotalSeconds:F0} s, {_failures.Count} failed"));
            log.Flush();
        }
        Report(next - first, clock.Elapsed);
        return _failures.Count;
    }

    /// <summary>Returns the case to go on with.</summary>
    async Task<int> RunChildAsync(int from, int to, TimeSpan time)
    {
        string root = Directory.CreateTempSubdirectory("qcc-fuzz-").FullName;
        using Process child = Start(from, to, root);
        try
        {
            Task<string> errors = child.StandardError.ReadToEndAsync();
            var clock = Stopwatch.StartNew();
            (int number, string subject) = (from, "start");
            (TimeSpan computed, long began) = (TimeSpan.Zero, Stopwatch.GetTimestamp());
            Task<string?> line = child.StandardOutput.ReadLineAsync();
            while (true)
            {
                if (await Task.WhenAny(line, Task.Delay(500)) != line)
                {
                    if (Computed(child) - computed > MostComputing || Stopwatch.GetElapsedTime(began) > MostWaiting)
                    {
                        child.Kill(entireProcessTree: true);
                        await child.WaitForExitAsync();
                        Fail(child.Id, number, subject, "HANG");
                        return number + 1;
                    }
                    continue;
                }
                if (await line is not { } said)
                {
                    await child.WaitForExitAsync();
                    if (child.ExitCode == 0)
                    {
                        return to;
                    }
                    Fail(child.Id, number, subject, $"CRASH exit code {child.ExitCode}: {(await errors).ReplaceLineEndings(" | ")}");
                    return number + 1;
                }
                string[] words = said.Split(' ', 3);
                if (words[0] == "begin")
                {
                    (number, subject, computed, began) = (int.Parse(words[1], CultureInfo.InvariantCulture), words[2], Computed(child), Stopwatch.GetTimestamp());
                    if (clock.Elapsed > time)
                    {
                        child.Kill(entireProcessTree: true);
                        await child.WaitForExitAsync();
                        return number;
                    }
                }
                else if (words[2].Contains(' ', StringComparison.Ordinal))
                {
                    Fail(child.Id, number, subject, words[2], isKept: true);
                }
                else
                {
                    Count(subject, words[2]);
                }
                line = child.StandardOutput.ReadLineAsync();
            }
        }
        finally
        {
            Directory.Delete(root, recursive: true);
            if (Directory.Exists(Worker.RunningOf(keep, child.Id)))
            {
                Directory.Delete(Worker.RunningOf(keep, child.Id), recursive: true);
            }
        }
    }

    Process Start(int from, int to, string root)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", typeof(Campaign).Assembly.Location, "--worker", $"{seed}", $"{from}", $"{to}", $"{compileEvery}", root, keep])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["TMPDIR"] = Sandbox.TemporaryOf(root);
        // The runtime's own pipe would lie among the temporaries.
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        start.Environment["DOTNET_GCHeapHardLimit"] = "80000000"; // 2 GB: what grows without bound ends
        return Process.Start(start)!;
    }

    static TimeSpan Computed(Process child)
    {
        try
        {
            child.Refresh();
            return child.HasExited ? TimeSpan.Zero : child.TotalProcessorTime;
        }
        catch (InvalidOperationException)
        {
            return TimeSpan.Zero;
        }
    }

    void Count(string subject, string end) => _ends[$"{subject} {end}"] = _ends.GetValueOrDefault($"{subject} {end}") + 1;

    void Fail(int process, int number, string subject, string reason, bool isKept = false)
    {
        string running = Worker.RunningOf(keep, process), kept = Path.Combine(keep, string.Create(CultureInfo.InvariantCulture, $"{seed}-{number}-{subject}"));
        if (!isKept && Directory.Exists(running))
        {
            Directory.CreateDirectory(kept);
            foreach (string file in Directory.EnumerateFiles(running, "*", SearchOption.AllDirectories))
            {
                string copy = Path.Combine(kept, Path.GetRelativePath(running, file));
                Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
                File.Copy(file, copy, overwrite: true);
            }
            File.WriteAllText(Path.Combine(kept, "reason.txt"), reason);
        }
        Count(subject, "failed");
        _failures.Add($"{seed}-{number}-{subject}: {(reason.Length > 400 ? reason[..400] : reason)}");
        log.WriteLine(_failures[^1]);
    }

    void Report(int cases, TimeSpan time)
    {
        log.WriteLine();
        log.WriteLine("| input | cases | refused | codes | read | compiled | stopped | failed |");
        log.WriteLine("|---|---|---|---|---|---|---|---|");
        foreach (Subject subject in Subject.All)
        {
            (string End, int Count)[] ends = [.. _ends.Where(e => e.Key.StartsWith(subject.Name + " ", StringComparison.Ordinal)).Select(e => (e.Key[(subject.Name.Length + 1)..], e.Value))];
            int Of(string end) => ends.Where(e => e.End == end).Sum(e => e.Count);
            int codes = ends.Count(e => e.End.StartsWith("QCC", StringComparison.Ordinal)), refused = ends.Where(e => e.End.StartsWith("QCC", StringComparison.Ordinal)).Sum(e => e.Count);
            log.WriteLine($"| {subject.Name} | {ends.Sum(e => e.Count)} | {refused} | {codes} | {Of("read")} | {Of("compiled")} | {Of("stopped")} | {Of("failed")} |");
        }
        log.WriteLine();
        log.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{cases} cases of seed {seed} in {time.TotalSeconds:F0} s: {_failures.Count} failed"));
        _failures.ForEach(log.WriteLine);
    }
}
