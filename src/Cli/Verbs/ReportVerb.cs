using System.CommandLine;
using System.Security.Cryptography;
using Qcc.Check;
using Qcc.Cli.Documents;
using Qcc.Cli.Options;
using Qcc.Cli.Output;
using Qcc.Core.Diagnostics;
using Qcc.Details;
using Qcc.Report;

namespace Qcc.Cli.Verbs;

/// <summary><c>qcc report MODEL</c>: a compile as a web page, without its file.</summary>
static class ReportVerb
{
    public static Command Create(Host host)
    {
        var verb = new VerbCommand("report", "Show a compile as a web page: layers, ranges, remedies and what they gave",
            "qcc report model.onnx -c calib.npz                  writes model.int8-cpu.html",
            "qcc report model.onnx --plan saved.json -o page.html");
        var options = new CompileOptionSet();
        var model = new Argument<string>("MODEL") { Description = "The .onnx file" };
        var output = new Option<string?>("--output", "-o") { Description = "The page to write, - for standard output; default: STEM.TARGET.html in the working directory", HelpName = "OUT" };
        verb.Add(model);
        options.AddSharedTo(verb);
        options.AddPlanTo(verb);
        verb.Add(output);
        host.Bind(verb, new ReportDocument(), async (line, shell, cancellation) =>
            await RunAsync(options.ReadShared(line, shell) with { Model = line.GetRequiredValue(model), Output = line.GetValue(output) }, CommandLine(line), shell, cancellation));
        return verb;
    }

    public static async Task<ReportDocument> RunAsync(CompileRequest request, string commandLine, Shell shell, CancellationToken cancellation)
    {
        string model = request.Model!;
        TargetOption.Find(request.Options.Target);
        string output = request.Output ?? $"{OutputPath.Stem(model)}.{request.Options.Target}.html";
        if (output == OutputPath.StandardOutput && shell.Settings.Format == OutputFormat.Json)
        {
            throw new DiagnosticException(UsageDiagnostics.Conflicting.At(UsageDiagnostics.Place, new Conflict("--json", "-o -", "both write to standard output")));
        }
        OutputPath.Check(OutputKind.Page, output, request);
        CompileResult result = await ProgressBars.WithAsync(shell, progress =>
            Compiler.CompileAsync(ModelSource.FromFile(model), request.Options with { Progress = progress, Diagnostics = shell, Details = true }, cancellation));
        shell.ReportMissing(result.Diagnostics);
        var answer = new ReportDocument { Target = request.Options.Target };
        if (!result.Succeeded || result.Report is not { } report)
        {
            return answer;
        }
        using var page = new MemoryStream();
        ReportPage.Write(new ReportRequest(result, commandLine), page);
        byte[] bytes = page.ToArray();
        await OutputWriter.WriteAsync(OutputKind.Page, output, shell, stream => stream.WriteAsync(bytes, cancellation).AsTask(),
            path => AtomicFile.WriteAsync(path, stream => stream.WriteAsync(bytes, cancellation).AsTask(), cancellation));
        return Answer(answer, model, result, report) with { Outputs = [new OutputFile(output, Convert.ToHexStringLower(SHA256.HashData(bytes)), bytes.Length)] };
    }

    static ReportDocument Answer(ReportDocument answer, string model, CompileResult result, CompileReport report) => answer with
    {
        Input = new InputFile(model, report.InputSha256, report.InputOpset, report.InputBytes),
        Method = report.Method,
        Quality = new QualityEntry(report.SqnrDb, report.SameArgmax, report.HeldOutSamples),
        Files = [.. result.Details!.Files.Select(Entry)],
        Mixtures = [.. result.Details.Mixtures.Select(Entry)],
    };

    static FileEntry Entry(MeasuredFile file) => new(file.Name, file.SqnrDb, file.Bytes, double.IsNaN(file.Ratio) ? null : file.Ratio);

    /// <summary>The call as it would be typed: words with anything but plain characters in single quotes.</summary>
    static string CommandLine(ParseResult line) => string.Join(' ', line.Tokens.Select(t => Quoted(t.Value)).Prepend("qcc"));

    static string Quoted(string word) => word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c) || "-_./=,:@+%".Contains(c, StringComparison.Ordinal)) ? word : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
