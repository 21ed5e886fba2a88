using System.Diagnostics;
using Qcc.Bisect;
using Qcc.Calibrate;
using Qcc.Core.Ir;
using Qcc.Core.Ops.Integer;
using Qcc.Measure;
using Qcc.Search;

namespace Qcc.Benchmarks;

/// <summary>
/// Compiles models into integer graphs and runs the reference evaluator on samples: operators that stay float, and how far the integers are from the float
/// model. Arguments are folders with model.onnx and calib.npz.
/// </summary>
static class IntegerCommand
{
    public static readonly Command Entry = new("integer", "[--samples N] [--graph] FOLDER ...", (arguments, output) => RunAsync(arguments, output).GetAwaiter().GetResult());

    static async Task<int> RunAsync(string[] arguments, TextWriter output)
    {
        int most = 10;
        bool graph = false;
        var folders = new List<string>();
        for (int i = 0; i < arguments.Length; i++)
        {
            switch (arguments[i])
            {
                case "--samples" when i + 1 < arguments.Length: most = int.Parse(arguments[++i], System.Globalization.CultureInfo.InvariantCulture); break;
                case "--graph": graph = true; break;
                case var folder: folders.Add(folder); break;
            }
        }
        output.WriteLine("| model | nodes | float | left in float | samples | SQNR dB | same argmax | evaluator s |");
        output.WriteLine("|---|---:|---:|---|---:|---:|---:|---:|");
        foreach (string folder in folders)
        {
            try
            {
                await RunAsync(folder, most, graph, output).ConfigureAwait(false);
            }
            catch (Core.Diagnostics.DiagnosticException e)
            {
                output.WriteLine($"| {Path.GetFileName(folder.TrimEnd('/'))} | {e.Message} |");
            }
        }
        return 0;
    }

    static async Task RunAsync(string folder, int most, bool printGraph, TextWriter output)
    {
        var options = new CompileOptions { Target = "int8-integer", CalibrationPath = Path.Combine(folder, "calib.npz") };
        using BisectedCompile compile = await Compilation.FollowAsync(Path.Combine(folder, "model.onnx"), options, CancellationToken.None).ConfigureAwait(false);
        CalibrationResult calibration = await compile.CalibrateAsync().ConfigureAwait(false);
        PreparedModel prepared = compile.Prepared;
        PlannedModel planned = new PlanSearch(calibration, prepared.Target, prepared.Selection, options, CancellationToken.None).Run(prepared.Model);
        Graph graph = PlanSearch.Emit(planned.Model, planned.Plan, prepared.Target, Notes.Written).Lowered.Graph;
        if (printGraph)
        {
            output.WriteLine(Core.Text.GraphPrinter.Print(graph));
        }
        string name = Path.GetFileName(folder.TrimEnd('/'));
        Node[] floats = [.. graph.Nodes.Where(n => n.Operator.Semantics is null || (n.Outputs.Any(o => o?.TensorType?.Element is { } e && e.IsFloat()) && !n.Output.IsGraphOutput))];
        string left = string.Join(", ", floats.GroupBy(n => n.Operator.Name).Select(g => $"{g.Count()} {g.Key}"));
        if (graph.Nodes.Any(n => n.Operator.Semantics is null))
        {
            output.WriteLine($"| {name} | {graph.Nodes.Count} | {floats.Length} | {left} | | | | |");
            return;
        }
        var clock = Stopwatch.StartNew();
        (var sqnr, var argmax) = (new SqnrMeter(), new ArgmaxMeter());
        int samples = 0;
        foreach (HeldOutSample sample in calibration.HeldOut.Concat(calibration.Counted).Take(most))
        {
            IReadOnlyDictionary<string, Tensor> values = IntegerEvaluator.Run(graph, sample.Inputs);
            Tensor result = values[graph.Outputs[0].Name], reference = sample.Outputs[0]!;
            sqnr.Add(reference.Floats, result.Floats);
            argmax.Add(reference.Floats, result.Floats, (int)reference.Shape[^1]);
            samples++;
        }
        output.WriteLine($"| {name} | {graph.Nodes.Count} | {floats.Length} | {left} | {samples} | {sqnr.Db:0.0} | {argmax.Share:0.000} | {clock.Elapsed.TotalSeconds:0.0} |");
    }
}
