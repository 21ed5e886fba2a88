using System.CommandLine;
using System.Security.Cryptography;
using System.Text;
using Qcc.Check;
using Qcc.Cli.Documents;
using Qcc.Cli.Options;
using Qcc.Cli.Output;
using Qcc.Core.Diagnostics;
using Qcc.Plans;
using Qcc.Wrapper;

namespace Qcc.Cli.Verbs;

/// <summary><c>qcc MODEL</c>, also <c>qcc compile MODEL</c>: quantizes a model and writes what passed Check.</summary>
static class CompileVerb
{
    const string Name = "compile";

    public static Command Create(Host host)
    {
        var verb = new VerbCommand(Name, "Quantize a model (the default: 'qcc MODEL' is the same)",
            "qcc compile model.onnx -c calib/                    writes model.int8-cpu.onnx",
            "qcc compile model.onnx -c calib.npz --keep-float '/head/*' -o out/model.onnx",
            "qcc compile model.onnx -c images/ --image-mean 0.485,0.456,0.406 --image-std 0.229,0.224,0.225",
            "qcc compile model.onnx -c calib.npz -o - > model.int8.onnx");
        Configure(verb, host);
        return verb;
    }

    /// <summary>Gives a command (the root, or the verb) the arguments, options and action of a compile.</summary>
    public static void Configure(Command command, Host host)
    {
        var options = new CompileOptionSet();
        options.AddTo(command);
        host.Bind(command, new CompileDocument(), async (line, shell, cancellation) => await RunAsync(options.Read(line, shell) with { Configuration = host.Configuration }, shell, cancellation));
    }

    public static async Task<CompileDocument> RunAsync(CompileRequest request, Shell shell, CancellationToken cancellation)
    {
        string model = request.Model ?? throw UsageDiagnostics.Error("no model is given", "write 'qcc MODEL.onnx', or see 'qcc --help'");
        if (TargetOption.Find(request.Options.Target).WritesFolder && request.Wrapper is not null)
        {
            throw new DiagnosticException(WrapperDiagnostics.NoModelFile.At(new Place(model), request.Options.Target));
        }
        string output = request.Output ?? OutputPath.Default(model, request.Options.Target);
        request = request with { Output = output, Log = shell.Settings.Sarif };
        CheckStandardOutput(request, shell);
        OutputPath.Check(request);
        CompileResult result = await ProgressBars.WithAsync(shell, progress =>
            Compiler.CompileAsync(ModelSource.FromFile(model), request.Options with { Progress = progress, Diagnostics = shell }, cancellation));
        shell.ReportMissing(result.Diagnostics);
        var answer = new CompileDocument { Target = request.Options.Target };
        if (!result.Succeeded || result.Report is not { } report)
        {
            return answer;
        }
        answer = Measured(answer, model, report);
        return shell.HasErrors ? answer : await SaveAsync(answer, request, result, shell, cancellation);
    }

    static async Task<CompileDocument> SaveAsync(CompileDocument answer, CompileRequest request, CompileResult result, Shell shell, CancellationToken cancellation)
    {
        string output = request.Output!;
        IReadOnlyList<string> written = [];
        // Refused before anything is written, where the class cannot be.
        string? wrapperText = request.Wrapper is { } name ? result.Wrapper(name, Path.GetFileName(output)) : null;
        await OutputWriter.WriteAsync(request.OutputKind, output, shell, stream => result.SaveAsync(stream, cancellation),
            async path => written = await result.SaveAsync(path, request.Overwrite == Overwrite.Anything, cancellation));
        if (request.SavePlan is { } plan)
        {
            await OutputWriter.WriteAsync(OutputKind.Plan, plan, shell, stream => PlanFile.SaveAsync(result.Plan!, stream, cancellation), path => PlanFile.SaveAsync(result.Plan!, path, cancellation));
        }
        if (request.WrapperPath is { } wrapper)
        {
            await OutputWriter.WriteAsync(OutputKind.Wrapper, wrapper, shell, _ => Task.CompletedTask, path => WriteTextAsync(path, wrapperText!, cancellation));
        }
        if (request.Depfile is { } depfile)
        {
            await OutputWriter.WriteAsync(OutputKind.Depfile, depfile, shell, stream => Dependencies.WriteAsync(stream, request), path => AtomicFile.WriteAsync(path, stream => Dependencies.WriteAsync(stream, request), cancellation));
        }
        foreach (string line in CompileSummary.Search(result.Report!))
        {
            shell.Detail(line);
        }
        foreach (string line in CompileSummary.Lines(output, result.Report!))
        {
            shell.Inform(line);
        }
        // Where standard output is the plan, the path of the model does not follow it.
        return request.Outputs.Any(o => o.Path == OutputPath.StandardOutput && o.Kind != request.OutputKind) ? answer
            : answer with
            {
                Folder = result.Report!.CodeSize is null ? null : output,
                Outputs = [.. result.Report!.OutputSha256 is { } hash && result.Report.CodeSize is null ? [new OutputFile(output, hash, result.Report.OutputBytes)] : written.Select(Hashed)],
            };
    }

    static Task WriteTextAsync(string path, string text, CancellationToken cancellation) =>
        AtomicFile.WriteAsync(path, stream => stream.WriteAsync(Encoding.UTF8.GetBytes(text), cancellation).AsTask(), cancellation);

    /// <summary>A file of a large model, whose bytes were never together in memory.</summary>
    static OutputFile Hashed(string path)
    {
        using FileStream file = File.OpenRead(path);
        return new OutputFile(path, Convert.ToHexStringLower(SHA256.HashData(file)), file.Length);
    }

    /// <summary>Refuses a call in which two things would be written to standard output.</summary>
    static void CheckStandardOutput(CompileRequest request, Shell shell)
    {
        string[] writers =
        [
            .. shell.Settings.Format == OutputFormat.Json ? ["--json"] : Array.Empty<string>(),
            .. request.Outputs.Where(o => o.Path == OutputPath.StandardOutput).Select(o => $"{o.Kind.Option} -"),
        ];
        if (request.Wrapper is not null && request.Output == OutputPath.StandardOutput)
        {
            throw new DiagnosticException(UsageDiagnostics.Conflicting.At(UsageDiagnostics.Place, new Conflict("--wrapper", "-o -", "the class loads the model by the name of its file")));
        }
        if (request.Output == OutputPath.StandardOutput && TargetOption.Find(request.Options.Target).WritesFolder)
        {
            throw new DiagnosticException(UsageDiagnostics.Conflicting.At(UsageDiagnostics.Place, new Conflict($"--target {request.Options.Target}", "-o -", "code is written as a folder")));
        }
        if (writers.Length > 1)
        {
            throw new DiagnosticException(UsageDiagnostics.Conflicting.At(UsageDiagnostics.Place, new Conflict(writers[0], writers[1], "both write to standard output")));
        }
    }

    static CompileDocument Measured(CompileDocument answer, string model, CompileReport report) => answer with
    {
        Input = new InputFile(model, report.InputSha256, report.InputOpset, report.InputBytes),
        Method = report.Method,
        Calibration = new CalibrationEntry(report.CalibrationSamples, report.SyntheticSamples, report.CalibrationSeconds),
        Quality = new QualityEntry(report.SqnrDb, report.SameArgmax, report.HeldOutSamples, report.Accuracy?.Metric, report.Accuracy?.Float, report.Accuracy?.Quantized, report.Accuracy?.Drop),
        Speed = double.IsNaN(report.FloatMs) ? null : new SpeedEntry(report.FloatMs, report.QuantizedMs, report.Ratio),
        Nodes = new NodeCounts(report.Layers.Count, report.IntegerNodes, report.Layers.Count - report.IntegerNodes - report.AbsorbedNodes, report.AbsorbedNodes),
        Macs = new MacCounts(report.Macs, report.IntegerMacs),
        Layers = [.. report.Layers.Select(l => new LayerEntry(l.Node, l.Operator, LayerPlace.Of(l), l.Kernel, l.Reason, l.SqnrDb, l.Remedy))],
        Search = [.. report.Search.Select(s => new SearchEntry(s.Recipe, s.HeldOutDb, s.PooledDb, s.Kept))],
    };
}
