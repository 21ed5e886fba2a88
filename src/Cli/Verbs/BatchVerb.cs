using System.CommandLine;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Qcc.Calibrate;
using Qcc.Cli.Documents;
using Qcc.Cli.Options;
using Qcc.Cli.Output;
using Qcc.Core.Diagnostics;

namespace Qcc.Cli.Verbs;

/// <summary><c>qcc batch MODEL...</c>: compiles many models with the same options; one that fails does not stop the others.</summary>
static class BatchVerb
{
    public static Command Create(Host host)
    {
        var models = new Argument<string[]>("MODEL") { Description = "The .onnx files, and folders of them", Arity = ArgumentArity.ZeroOrMore };
        var list = new Option<string?>("--list") { Description = "A file with a model or folder a line, relative to the file; empty lines and those that begin with # are skipped", HelpName = "FILE" };
        var folder = new Option<string>("--output-dir", "-O") { Description = "The folder to write to, made where it is missing; models of a folder keep their places in it (default: the working directory)", HelpName = "DIR", DefaultValueFactory = _ => "." };
        var jobs = new Option<int?>("--jobs") { Description = "Models to compile at the same time (default: 1); measured latencies suffer", HelpName = "N" };
        jobs.Validators.Add(AtLeastOne.Of(jobs));
        var shard = new ShardOption("models");
        var options = new CompileOptionSet();
        var verb = new VerbCommand("batch", "Quantize many models with the same options; in --calibrate and --stats, {dir} and {stem} are the model's folder and name",
            "qcc batch a.onnx b.onnx -c calib.npz --output-dir out",
            "qcc batch zoo/ -c '{dir}/{stem}.npz' --output-dir out --jobs 4",
            "qcc batch --list models.txt --shard 2/8 --json")
        { models };
        foreach (Option option in new Option[] { list, folder, jobs })
        {
            verb.Add(option);
        }
        shard.AddTo(verb);
        options.AddSharedTo(verb);
        host.Bind(verb, new BatchDocument(), async (line, shell, cancellation) =>
        {
            string[] named = line.GetRequiredValue(models);
            IReadOnlyList<BatchModel> found = BatchModels.Find(named, line.GetValue(list), shell);
            Shard part = shard.Read(line, shell);
            int many = line.GetValue(jobs) ?? 1;
            return await RunAsync(new BatchRequest(found, part, line.GetRequiredValue(folder), many, options.ReadShared(line, shell)) { IsNamed = named.Length > 0 || line.GetValue(list) is not null }, shell, cancellation);
        });
        return verb;
    }

    /// <summary>A batch as the command line asks for it.</summary>
    public sealed record BatchRequest(IReadOnlyList<BatchModel> Models, Shard Shard, string Folder, int Jobs, CompileRequest Shared)
    {
        /// <summary>Whether the call names anything that could hold models.</summary>
        public bool IsNamed { get; init; }
    }

    public static async Task<BatchDocument> RunAsync(BatchRequest request, Shell shell, CancellationToken cancellation)
    {
        CompileRequest[] compiles = Compiles(request);
        TargetOption.Find(request.Shared.Options.Target);
        MakeFolders(request.Folder, compiles);
        var entries = new BatchEntry[compiles.Length];
        var diagnostics = new IReadOnlyList<Diagnostic>[compiles.Length];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = request.Jobs, CancellationToken = cancellation };
        await Parallel.ForAsync(0, compiles.Length, parallel, async (i, stop) =>
        {
            (entries[i], diagnostics[i]) = await CompileAsync(compiles[i], shell, stop);
            stop.ThrowIfCancellationRequested();
            if (shell.Settings.Format == OutputFormat.Text)
            {
                Write(Line(entries[i]), shell);
            }
        });
        shell.Inform(Total(entries));
        return new BatchDocument
        {
            Shard = $"{request.Shard}",
            Models = entries,
            Exit = entries.Select(e => e.Exit).DefaultIfEmpty(0).Max(),
            Diagnostics = [.. diagnostics.SelectMany(d => d).Select(DiagnosticEntry.Of)],
        };
    }

    /// <summary>Writes a line to standard output. Where that fails the models still count, and so does the failure.</summary>
    static void Write(string line, Shell shell)
    {
        try
        {
            lock (shell.Terminal)
            {
                shell.Terminal.Out.WriteLine(line);
                shell.Terminal.Out.Flush();
            }
        }
        catch (IOException e)
        {
            shell.Report(Host.Unwritable(e.Message));
        }
    }

    /// <summary>The compiles of the shard, each with its output.</summary>
    static CompileRequest[] Compiles(BatchRequest request)
    {
        if (request.Models.Count == 0)
        {
            throw UsageDiagnostics.Error(request.IsNamed ? "what is named holds no .onnx file to compile" : "no model is given", "name .onnx files or folders that hold some, or give --list FILE");
        }
        CheckPlaceholders("--calibrate", request.Shared.Options.CalibrationPath);
        CheckPlaceholders("--stats", request.Shared.Options.StatisticsFile);
        // All cores for each of several models at once would only make them wait for each other.
        int threads = request.Shared.Options.Threads > 0 || request.Jobs == 1 ? request.Shared.Options.Threads : Math.Max(1, Environment.ProcessorCount / request.Jobs);
        CompileRequest[] all =
        [
            .. request.Models.Select(m => request.Shared with
            {
                Model = m.Path,
                OutputKind = OutputKind.Model with { Option = "--output-dir" },
                Output = Path.Combine(request.Folder, m.Folder, OutputPath.Default(m.Path, request.Shared.Options.Target)),
                Options = request.Shared.Options with
                {
                    Threads = threads,
                    CalibrationPath = m.Fill(request.Shared.Options.CalibrationPath),
                    StatisticsFile = m.Fill(request.Shared.Options.StatisticsFile),
                },
            }),
        ];
        if (all.GroupBy(c => Links.Real(c.Output!), StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } same)
        {
            throw UsageDiagnostics.Error($"{string.Join(" and ", same.Take(2).Select(c => c.Model))} would both become {same.First().Output}", "name the folder that holds both, or compile them into different folders");
        }
        return [.. all.Where((_, i) => request.Shard.Has(i))];
    }

    /// <summary>Refuses a shared path with a placeholder that does not exist, which would fail for every model.</summary>
    static void CheckPlaceholders(string option, string? shared)
    {
        if (shared is not null && !Path.Exists(shared) && BatchModel.UnknownPlaceholder(shared) is { } unknown)
        {
            throw UsageDiagnostics.Error($"{option} has the unknown placeholder '{unknown}'", $"write {BatchModel.FolderOfModel} for the model's folder, {BatchModel.StemOfModel} for its name");
        }
    }

    static void MakeFolders(string batch, IEnumerable<CompileRequest> compiles)
    {
        if (File.Exists(batch))
        {
            throw new DiagnosticException(OutputDiagnostics.NotWritable.At(new Place(batch), ("--output-dir", batch, "it is a file, not a folder")));
        }
        foreach (string folder in compiles.Select(c => Path.GetDirectoryName(c.Output!)!).Where(f => f.Length > 0).Distinct())
        {
            try
            {
                Directory.CreateDirectory(folder);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new DiagnosticException(OutputDiagnostics.NotWritable.At(new Place(folder), ("--output-dir", folder, e.Message)));
            }
        }
    }

    static async Task<(BatchEntry Entry, IReadOnlyList<Diagnostic> Diagnostics)> CompileAsync(CompileRequest request, Shell shell, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        // One line a model: its summary is shown only with -v.
        Settings settings = shell.Settings with { NoProgress = true, Verbosity = shell.Settings.Verbosity == Verbosity.Normal ? Verbosity.Quiet : shell.Settings.Verbosity };
        var own = new Shell(shell.Terminal, settings);
        (Document answer, ExitCode exit) = await Host.AnswerAsync(own, new CompileDocument(), async s => await CompileVerb.RunAsync(request, s, cancellation));
        var compile = (CompileDocument)answer;
        Diagnostic? error = own.Diagnostics.FirstOrDefault(d => d.Severity == Severity.Error);
        return (new BatchEntry(request.Model!, (int)exit, Output(compile), compile.Input?.Bytes, compile.Quality, compile.Speed,
            clock.Elapsed.TotalSeconds, error is null ? null : DiagnosticEntry.Of(error)), own.Diagnostics);
    }

    /// <summary>The file; of a folder its path, the bytes of all files, and the hash of their hashes, a line each.</summary>
    static OutputFile? Output(CompileDocument compile) => compile.Folder is { } folder && compile.Outputs.Count > 0
        ? new OutputFile(folder, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(compile.Outputs.Select(o => $"{o.Sha256}  {Path.GetFileName(o.Path)}\n"))))), compile.Outputs.Sum(o => o.Bytes))
        : compile.Outputs is [var output, ..] ? output : null;

    /// <summary>A model's line; what is wrong with one stands on standard error.</summary>
    static string Line(BatchEntry entry) => entry.Output is { } output
        ? $"{Escape.ForTerminal(entry.Path, int.MaxValue)} -> {Escape.ForTerminal(output.Path, int.MaxValue)}: {Quantity.Bytes(entry.Bytes ?? 0)} -> {Quantity.Bytes(output.Bytes)}, {(entry.Speed is { } speed ? Quantity.Ratio(speed.Ratio) : "latency not measured")}, {(entry.Quality is { } quality ? Quantity.Decibels(quality.SqnrDb) : "error not measured")}, {Quantity.Seconds(entry.Seconds)}"
        : $"{Escape.ForTerminal(entry.Path, int.MaxValue)}: exit {entry.Exit}, {entry.Error?.Code}";

    static string Total(BatchEntry[] entries) =>
        entries.Length == 0 ? "no model falls to this shard" : $"{Quantity.Things(entries.Length, "model")}: {string.Join(", ", entries.GroupBy(e => e.Exit).OrderBy(g => g.Key).Select(g => $"{g.Count()} {(g.Key == 0 ? "done" : $"with exit code {g.Key}")}"))}";
}
