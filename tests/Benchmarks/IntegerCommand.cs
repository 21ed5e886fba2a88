using System.Diagnostics;
using System.Globalization;
using Qcc.Check;
using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;
using Qcc.Core.Quantization;
using Qcc.Data;
using Qcc.Measure;
using Qcc.Onnx.Runtime;
using Qcc.Search;

namespace Qcc.Benchmarks;

/// <summary>
/// Compiles networks into integer graphs and runs each on samples in the reference evaluator and in ONNX Runtime, which must give the same integers: nodes, what
/// stays float, tensors compared, mismatches, and how far the integers are from the float model. Exit code 1 where a tensor differs.
/// </summary>
static class IntegerCommand
{
    public static readonly Command Entry = new("integer", "[--samples N] [--graph] [--pot] [--weight-bits N] MODELS SAMPLES NET ...   MODELS/NET/model.onnx with samples SAMPLES/NET.npz",
        (arguments, output) => RunAsync(arguments, output).GetAwaiter().GetResult());

    static async Task<int> RunAsync(string[] arguments, TextWriter output)
    {
        int most = 100;
        bool graph = false;
        var form = MultiplierForm.Dyadic;
        int weightBits = 8;
        var names = new List<string>();
        for (int i = 0; i < arguments.Length; i++)
        {
            switch (arguments[i])
            {
                case "--samples" when i + 1 < arguments.Length: most = int.Parse(arguments[++i], CultureInfo.InvariantCulture); break;
                case "--graph": graph = true; break;
                case "--pot": form = MultiplierForm.Pot; break;
                case "--weight-bits" when i + 1 < arguments.Length: weightBits = int.Parse(arguments[++i], CultureInfo.InvariantCulture); break;
                case var name: names.Add(name); break;
            }
        }
        if (names.Count < 3)
        {
            output.WriteLine(Entry.Usage);
            return 2;
        }
        output.WriteLine("| network | nodes | float | samples | tensors | mismatches | SQNR dB | same argmax | seconds |");
        output.WriteLine("|---|---:|---|---:|---:|---:|---:|---:|---:|");
        long mismatches = 0;
        foreach (string net in names.Skip(2))
        {
            try
            {
                mismatches += await RunAsync(net, Path.Combine(names[0], net, "model.onnx"), Path.Combine(names[1], net + ".npz"), most, graph, (form, weightBits), output).ConfigureAwait(false);
            }
            catch (DiagnosticException e)
            {
                output.WriteLine($"| {net} | {e.Message} |");
                mismatches++;
            }
        }
        return mismatches == 0 ? 0 : 1;
    }

    static async Task<long> RunAsync(string net, string model, string samples, int most, bool printGraph, (MultiplierForm Multipliers, int WeightBits) forms, TextWriter output)
    {
        using CompiledNetwork network = await CompiledNetwork.OfAsync(model, samples, forms.Multipliers, forms.WeightBits).ConfigureAwait(false);
        EmittedModel emitted = network.Emit();
        Graph graph = emitted.Lowered.Graph;
        if (printGraph)
        {
            output.WriteLine(Core.Text.GraphPrinter.Print(graph));
        }
        Node[] floats = [.. graph.Nodes.Where(n => n.Operator.Semantics is null || n.Outputs.Any(o => o is { IsGraphOutput: false, TensorType.Element: ElementType.F32 }))];
        if (floats.Length > 0)
        {
            string left = string.Join(", ", floats.GroupBy(n => n.Operator.Name).Select(g => $"{g.Count()} {g.Key}"));
            output.WriteLine($"| {net} | {graph.Nodes.Count} | {left} | | | | | | |");
            return 0;
        }
        var clock = Stopwatch.StartNew();
        TwinTally tally = TwinTally.None;
        int count = 0;
        using (var twin = new IntegerTwin(emitted.Lowered, new OrtSessionOptions(), model))
        {
            await foreach (Sample sample in network.ReadAsync(most).ConfigureAwait(false))
            {
                tally += twin.Compare(sample.Inputs);
                count++;
            }
        }
        using OrtSession session = OrtSession.Load(emitted.Model, new OrtSessionOptions(), model);
        (SqnrMeter sqnr, ArgmaxMeter argmax, _) = HeldOutError.Measure(session, network.Calibration.HeldOut, [.. graph.Outputs.Select(o => o.Name)]);
        output.WriteLine($"| {net} | {graph.Nodes.Count} | | {count} | {tally.Tensors} | {tally.Mismatches} | {sqnr.Db:0.0} | {argmax.Share:0.000} | {clock.Elapsed.TotalSeconds:0} |");
        return tally.Mismatches;
    }
}
