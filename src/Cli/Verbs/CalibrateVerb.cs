using System.CommandLine;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Qcc.Calibrate;
using Qcc.Cli.Documents;
using Qcc.Cli.Options;
using Qcc.Cli.Output;
using Qcc.Core.Diagnostics;

namespace Qcc.Cli.Verbs;

/// <summary><c>qcc calibrate MODEL -c DATA -o FILE</c>: statistics of the activations as a file, in shards if wanted.</summary>
static partial class CalibrateVerb
{
    public static Command Create(Host host)
    {
        var model = new Argument<string?>("MODEL") { Description = "The .onnx file; none with --merge", Arity = ArgumentArity.ZeroOrOne };
        var merge = new Option<string[]>("--merge") { Description = "Merge all shards of a set, in any order, instead of running a model", HelpName = "SHARD", Arity = ArgumentArity.OneOrMore, AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [] };
        var shard = new ShardOption("samples");
        var output = new Option<string?>("--output", "-o") { Description = "The file to write, - for standard output; default: STEM.qstats, also of merged shards, or STEM.I-of-N.qstats for a shard, in the working directory", HelpName = "OUT" };
        var force = new Option<bool>("--force", "-f") { Description = "Replace what --output names although qcc has not written it; never what the call reads" };
        var options = new CalibrationOptionSet();
        var verb = new VerbCommand("calibrate", "Write the statistics of a model's activations to a file, for compiles with --stats",
            "qcc calibrate model.onnx -c calib/ -o model.qstats",
            "qcc calibrate model.onnx -c calib/ --shard 2/8           writes model.2-of-8.qstats",
            "qcc calibrate model.onnx -c calib/ --shard auto             in a Slurm array or an indexed job",
            "qcc calibrate --merge model.*-of-8.qstats -o model.qstats",
            "qcc model.onnx --stats model.qstats -c few.npz           ranges from the file; the samples compare")
        { model };
        options.AddTo(verb);
        foreach (Option option in new Option[] { output, force, merge })
        {
            verb.Add(option);
        }
        shard.AddTo(verb);
        host.Bind(verb, new CalibrateDocument(), (line, shell, cancellation) =>
        {
            var request = new CalibrateRequest(line.GetValue(model), line.GetValue(output), line.GetRequiredValue(merge), shard.Read(line, shell), line.GetValue(force) ? Overwrite.Anything : Overwrite.OwnFiles, options.Read(line, shell));
            return request.Merge.Count > 0 ? MergeAsync(request, shell, cancellation) : RunAsync(request, shell, cancellation);
        });
        return verb;
    }

    /// <summary>A calibration as the command line asks for it.</summary>
    /// <param name="Merge">Shards to merge; empty: run the model.</param>
    public sealed record CalibrateRequest(string? Model, string? Output, IReadOnlyList<string> Merge, Shard Shard, Overwrite Overwrite, CompileOptions Options);

    static async Task<Document> RunAsync(CalibrateRequest request, Shell shell, CancellationToken cancellation)
    {
        string model = request.Model ?? throw UsageDiagnostics.Error("no model is given", "write 'qcc calibrate MODEL.onnx -c DATA', or --merge SHARD...");
        if (request.Options.CalibrationPath is null)
        {
            throw UsageDiagnostics.Error("no samples are given", "write --calibrate PATH with typical inputs: ranges from synthetic ones need no file");
        }
        TargetOption.Find(request.Options.Target);
        string output = request.Output ?? DefaultName(model, request.Shard);
        Check(output, request, shell);
        OpenedModel opened = OpenedModel.Read(model, new DiagnosticList());
        StatisticsFile file = await ProgressBars.WithAsync(shell, progress =>
            Compiler.CalibrateAsync(ModelSource.FromFile(model), request.Options with { Progress = progress, Diagnostics = shell }, request.Shard, cancellation));
        return shell.HasErrors ? new CalibrateDocument() : await SaveAsync(file, output, opened.File, shell, cancellation);
    }

    static async Task<Document> MergeAsync(CalibrateRequest request, Shell shell, CancellationToken cancellation)
    {
        if (request.Model is { } model)
        {
            throw new DiagnosticException(UsageDiagnostics.Conflicting.At(UsageDiagnostics.Place, new Conflict($"the model {model}", "--merge", "merging runs no model")));
        }
        string output = request.Output ?? DefaultName(request.Merge[0]);
        Check(output, request, shell);
        StatisticsFile merged = StatisticsFile.Merge([.. request.Merge.Select(path => (path, StatisticsFile.Load(path)))]);
        return await SaveAsync(merged, output, null, shell, cancellation);
    }

    /// <summary>Refuses an output that cannot be written or should not be replaced, before anything is run.</summary>
    static void Check(string output, CalibrateRequest request, Shell shell)
    {
        if (output == OutputPath.StandardOutput && shell.Settings.Format == OutputFormat.Json)
        {
            throw new DiagnosticException(UsageDiagnostics.Conflicting.At(UsageDiagnostics.Place, new Conflict("--json", "-o -", "both write to standard output")));
        }
        OutputPath.Check(OutputKind.Statistics, output, new CompileRequest(request.Model) { Overwrite = request.Overwrite, Options = request.Options });
        if (output != OutputPath.StandardOutput && request.Merge.FirstOrDefault(m => Links.Real(m) == Links.Real(output)) is { } shard)
        {
            throw new DiagnosticException(OutputDiagnostics.InUse.At(new Place(output), (OutputKind.Statistics.Option, output, $"the shard {shard}")));
        }
    }

    static async Task<Document> SaveAsync(StatisticsFile file, string output, InputFile? input, Shell shell, CancellationToken cancellation)
    {
        byte[] bytes = file.ToArray();
        await OutputWriter.WriteAsync(OutputKind.Statistics, output, shell, async stream => await stream.WriteAsync(bytes, cancellation), path => file.SaveAsync(path, cancellation));
        int values = file.Statistics.Values.Count();
        shell.Inform($"{output}: {Quantity.Things(values, "value")} over {Quantity.Things(file.Statistics.Samples, "sample")}, {Quantity.Bytes(bytes.Length)}{(file.Shard.Of > 1 ? $" (shard {file.Shard})" : "")}");
        return new CalibrateDocument
        {
            Input = input,
            Outputs = [new OutputFile(output, Convert.ToHexStringLower(SHA256.HashData(bytes)), bytes.Length)],
            Target = file.Target,
            Samples = file.Statistics.Samples,
            Shard = $"{file.Shard}",
            Values = values,
        };
    }

    static string DefaultName(string model, Shard shard) =>
        $"{OutputPath.Stem(model)}{(shard.Of > 1 ? $".{shard.Index}-of-{shard.Of}" : "")}.qstats";

    /// <summary>Where shards are merged into: <c>STEM.qstats</c> for <c>STEM.I-of-N.qstats</c>.</summary>
    static string DefaultName(string shard) => $"{ShardSuffix().Replace(Path.GetFileName(shard), "", 1)}.qstats";

    [GeneratedRegex(@"(\.\d+-of-\d+)?(\.qstats)?$")]
    private static partial Regex ShardSuffix();
}
