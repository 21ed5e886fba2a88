using System.CommandLine;
using Qcc.Check;
using Qcc.Cli.Documents;
using Qcc.Cli.Options;
using Qcc.Cli.Output;
using Qcc.Core.Diagnostics;
using Qcc.Plans;

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
        host.Bind(command, new CompileDocument(), async (line, shell, cancellation) => await RunAsync(options.Read(line, shell), shell, cancellation));
    }

    public static async Task<CompileDocument> RunAsync(CompileRequest request, Shell shell, CancellationToken cancellation)
    {
        string model = request.Model ?? throw Usage("no model is given", "write 'qcc MODEL.onnx', or see 'qcc --help'");
        TargetOption.Find(request.Options.Target);
        string output = request.Output ?? OutputPath.Default(model, request.Options.Target);
        if (output == OutputPath.StandardOutput && shell.Settings.Format == OutputFormat.Json)
        {
            throw new DiagnosticException(UsageDiagnostics.Conflicting.At(UsageDiagnostics.Place, new Conflict("--json", "-o -", "both write to standard output")));
        }
        OutputPath.Check(output, model, request.Overwrite);
        if (request.SavePlan is { } plan)
        {
            OutputPath.CheckFolderOf(plan);
        }
        CompileResult result = await ProgressBars.WithAsync(shell, progress =>
            Compiler.CompileAsync(ModelSource.FromFile(model), request.Options with { Progress = progress, Diagnostics = shell }, cancellation));
        shell.ReportMissing(result.Diagnostics);
        var answer = new CompileDocument { Target = request.Options.Target };
        if (!result.Succeeded || result.Report is not { } report)
        {
            return answer;
        }
        answer = Measured(answer, model, report);
        return shell.HasErrors ? answer : await SaveAsync(answer, output, request, result, shell, cancellation);
    }

    static async Task<CompileDocument> SaveAsync(CompileDocument answer, string output, CompileRequest request, CompileResult result, Shell shell, CancellationToken cancellation)
    {
        try
        {
            if (output == OutputPath.StandardOutput)
            {
                using Stream stream = shell.Terminal.OpenOutput();
                await result.SaveAsync(stream, cancellation);
            }
            else
            {
                await result.SaveAsync(output, cancellation);
            }
            if (request.SavePlan is { } plan)
            {
                await PlanFile.SaveAsync(result.Plan!, plan, cancellation);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DiagnosticException(OutputDiagnostics.NotWritable.At(new Place(output), (output, e.Message)));
        }
        foreach (string line in CompileSummary.Lines(output, result.Report!))
        {
            shell.Inform(line);
        }
        return answer with { Outputs = [new OutputFile(output, result.Report!.OutputSha256, result.Report.OutputBytes)] };
    }

    static CompileDocument Measured(CompileDocument answer, string model, CompileReport report) => answer with
    {
        Input = new InputFile(model, report.InputSha256, report.Opset, report.InputBytes),
        Method = report.Method,
        Calibration = new CalibrationEntry(report.CalibrationSamples, report.SyntheticSamples, report.CalibrationSeconds),
        Quality = new QualityEntry(report.SqnrDb, report.SameArgmax, report.HeldOutSamples),
        Speed = new SpeedEntry(report.FloatMs, report.QuantizedMs, report.Ratio),
        Nodes = new NodeCounts(report.Layers.Count, report.IntegerNodes, report.Layers.Count - report.IntegerNodes),
        Macs = new MacCounts(report.Macs, report.IntegerMacs),
        Layers = [.. report.Layers.Select(l => new LayerEntry(l.Node, l.Operator, l.IsInteger ? "integer" : "float", l.Kernel, l.Reason, l.SqnrDb, l.Remedy))],
    };

    static DiagnosticException Usage(string text, string remedy) => new(UsageDiagnostics.Usage.At(UsageDiagnostics.Place, new UsageError(text, remedy)));
}
