using System.Collections.Concurrent;
using Qcc.EndToEnd.Tests.Coverage;

namespace Qcc.Benchmarks;

/// <summary>
/// Compiles every model of folders and archives and prints a table: how many ONNX Runtime runs, how many of them compile, which
/// are refused with which code, and which fail (the exit code is 0 where none does).
/// </summary>
static class CoverageCommand
{
    public static readonly Command Entry = new("coverage", "[--every N] [-v] (NAME=(FOLDER | ARCHIVE.tar.xz)) ...", Run);

    static int Run(string[] arguments, TextWriter output)
    {
        int every = 1;
        bool verbose = false;
        var groups = new List<(string Name, string Source)>();
        for (int i = 0; i < arguments.Length; i++)
        {
            switch (arguments[i])
            {
                case "--every" when i + 1 < arguments.Length && int.TryParse(arguments[i + 1], out every) && every > 0: i++; break;
                case "-v": verbose = true; break;
                case var group when group.Split('=', 2) is [var name, var source]: groups.Add((name, source)); break;
                case var group: groups.Add((Path.GetFileName(group.TrimEnd('/')), group)); break;
            }
        }
        var trials = groups.Select(g => (g.Name, Trials: RunGroup(g.Source, every))).ToArray();
        foreach (Trial trial in trials.SelectMany(t => t.Trials).Where(t => t.Fate == Fate.Failed || (verbose && t.Fate is not Fate.Integer and not Fate.Float)))
        {
            output.WriteLine($"{trial.Fate} {trial.Text} {trial.Model}: {trial.Note}");
        }
        Print(trials, output);
        return trials.Sum(t => t.Trials.Count(f => f.Fate == Fate.Failed)) == 0 ? 0 : 1;
    }

    static Trial[] RunGroup(string source, int every)
    {
        using var folder = UnpackedArchive.Of(source);
        ModelTrial[] models = [.. RoundTripCommand.Models(folder?.Path ?? source).Where(m => Path.GetFileName(m) != "reference.onnx").Where((_, i) => i % every == 0).Select(m => new ModelTrial(m, ModelTrial.SamplesBeside(Path.GetDirectoryName(m)!)))];
        var trials = new Trial[models.Length];
        int done = 0;
        // In the order of the list, one at a time for each core: a compile measures times, but they decide nothing here.
        Parallel.ForEach(Partitioner.Create(Enumerable.Range(0, models.Length), EnumerablePartitionerOptions.NoBuffering), new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, i =>
        {
            trials[i] = models[i].RunAsync(new CompileOptions { Preference = Preference.Size, Threads = 1 }, CancellationToken.None).GetAwaiter().GetResult();
            if (Interlocked.Increment(ref done) % 50 == 0)
            {
                Console.Error.WriteLine($"{done} of {models.Length}");
            }
        });
        return trials;
    }

    static void Print(IReadOnlyList<(string Name, Trial[] Trials)> groups, TextWriter output)
    {
        output.WriteLine("| models | in all | run by ONNX Runtime | compiled | of them in integers | refused | failed |");
        output.WriteLine("|---|---:|---:|---:|---:|---:|---:|");
        foreach ((string name, Trial[] trials) in groups)
        {
            int Count(params Fate[] fates) => trials.Count(t => fates.Contains(t.Fate));
            output.WriteLine($"| {name} | {trials.Length} | {trials.Length - Count(Fate.NotRun)} | {Count(Fate.Integer, Fate.Float)} | {Count(Fate.Integer)} | {Count(Fate.Refused)} | {Count(Fate.Failed)} |");
        }
        output.WriteLine();
        output.WriteLine("| code | models refused |");
        output.WriteLine("|---|---:|");
        foreach (var code in groups.SelectMany(g => g.Trials).Where(t => t.Fate == Fate.Refused).GroupBy(t => t.Text).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            output.WriteLine($"| {code.Key} | {code.Count()} |");
        }
    }
}
