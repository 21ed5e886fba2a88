using System.Diagnostics;
using Qcc.Check;
using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;
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
    public static readonly Command Entry = new("integer", $"[--graph] {NetworkArguments.Usage}", (arguments, output) => RunAsync(arguments, output).GetAwaiter().GetResult());

    static async Task<int> RunAsync(string[] arguments, TextWriter output)
    {
        bool graph = arguments.Contains("--graph");
        if (NetworkArguments.Parse([.. arguments.Where(a => a != "--graph")]) is not { } networks)
        {
            output.WriteLine(Entry.Usage);
            return 2;
        }
        output.WriteLine("| network | nodes | float | samples | tensors | mismatches | SQNR dB | same argmax | seconds |");
        output.WriteLine("|---|---:|---|---:|---:|---:|---:|---:|---:|");
        long mismatches = 0;
        foreach (string net in networks.Nets)
        {
            try
            {
                mismatches += await RunAsync(net, networks, graph, output).ConfigureAwait(false);
            }
            catch (DiagnosticException e)
            {
                output.WriteLine($"| {net} | {e.Message} |");
                mismatches++;
            }
        }
        return mismatches == 0 ? 0 : 1;
    }

    static async Task<long> RunAsync(string net, NetworkArguments networks, bool printGraph, TextWriter output)
    {
        using CompiledNetwork network = await networks.CompileAsync(net).ConfigureAwait(false);
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
        using (var twin = new IntegerTwin(emitted.Lowered, new OrtSessionOptions(), net))
        {
            await foreach (Sample sample in network.ReadAsync(networks.Most).ConfigureAwait(false))
            {
                tally += twin.Compare(sample.Inputs);
                count++;
            }
        }
        using OrtSession session = OrtSession.Load(emitted.Model, new OrtSessionOptions(), net);
        (SqnrMeter sqnr, ArgmaxMeter argmax, _) = HeldOutError.Measure(session, network.Calibration.HeldOut, [.. graph.Outputs.Select(o => o.Name)]);
        output.WriteLine($"| {net} | {graph.Nodes.Count} | | {count} | {tally.Tensors} | {tally.Mismatches} | {sqnr.Db:0.0} | {argmax.Share:0.000} | {clock.Elapsed.TotalSeconds:0} |");
        await output.FlushAsync().ConfigureAwait(false);
        return tally.Mismatches;
    }
}
