using System.Globalization;
using Qcc.Codegen.Onnx;
using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Ops.Integer;
using Qcc.Core.Quantization;
using Qcc.Core.Rewrite;
using Qcc.Data;
using Qcc.Onnx.Runtime;
using Qcc.Passes;
using Qcc.Passes.Lower;
using Qcc.Passes.Lower.Integer;
using Qcc.Search;

namespace Qcc.Benchmarks;

/// <summary>
/// A network quantized for target int8-integer once as a graph of QuantizeLinear and DequantizeLinear, which ONNX Runtime runs in its fused float32 kernels, and
/// once as the integer graph that is made of it: how many codes differ, and behind which operators first. The exit code is 1 where that is ever a Requantize
/// that is proved to equal F32.
/// </summary>
static class QuantizedTwinCommand
{
    public static readonly Command Entry = new("quantized-twin", "[--samples N] MODELS SAMPLES NET ...   MODELS/NET/model.onnx with samples SAMPLES/NET.npz",
        (arguments, output) => RunAsync(arguments, output).GetAwaiter().GetResult());

    static async Task<int> RunAsync(string[] arguments, TextWriter output)
    {
        int most = 4;
        if (arguments is ["--samples", var count, ..])
        {
            (most, arguments) = (int.Parse(count, CultureInfo.InvariantCulture), arguments[2..]);
        }
        if (arguments.Length < 3)
        {
            output.WriteLine(Entry.Usage);
            return 2;
        }
        output.WriteLine("| network | samples | tensors | codes | codes that differ | tensors before the first difference | first behind | proved |");
        output.WriteLine("|---|---:|---:|---:|---:|---:|---|---|");
        bool holds = true;
        foreach (string net in arguments[2..])
        {
            holds &= await RunAsync(net, Path.Combine(arguments[0], net, "model.onnx"), Path.Combine(arguments[1], net + ".npz"), most, output).ConfigureAwait(false);
        }
        return holds ? 0 : 1;
    }

    static async Task<bool> RunAsync(string net, string file, string samples, int most, TextWriter output)
    {
        using CompiledNetwork network = await CompiledNetwork.OfAsync(file, samples).ConfigureAwait(false);
        (PreparedModel prepared, PlannedModel planned) = (network.Prepared, network.Planned);
        Model quantized = planned.Model.Copy();
        InsertQuantizeDequantize.Run(quantized.Graph, planned.Plan, prepared.Target.Kernels);
        Run(quantized, [.. prepared.Target.LoweredForms, new ProveAdd(), new ProveRequantize(Dyadic.MaxWidth)]);
        Model integers = quantized.Copy();
        Run(integers, PassRegistry.LowerToIntegers(Multipliers.Default));
        if (integers.Graph.Nodes.FirstOrDefault(n => n.Operator.Semantics is null) is { } left)
        {
            output.WriteLine($"| {net} | | | | | | {left.Operator.Name} stays float | |");
            return true;
        }
        foreach (Value codes in quantized.Graph.Nodes.Where(n => n.Operator == QuantizationOperators.QuantizeLinear).Select(n => n.Output).Where(v => !v.IsGraphOutput).ToArray())
        {
            quantized.Graph.AddOutput(codes);
        }
        using OrtSession session = OrtSession.Load(QdqEmitter.Emit(quantized, prepared.Target.Name, ProductVersion.Text), new OrtSessionOptions(), file);
        return await CompareAsync(net, session, integers.Graph, prepared.Samples, most, output).ConfigureAwait(false);
    }

    static async Task<bool> CompareAsync(string net, OrtSession session, Graph integers, ICalibrationSource samples, int most, TextWriter output)
    {
        (int count, int tensors, int before) = (0, 0, 0);
        (long codes, long differ) = (0, 0);
        var behind = new SortedSet<string>(StringComparer.Ordinal);
        bool holds = true;
        await foreach (Sample sample in samples.ReadAsync(CancellationToken.None).ConfigureAwait(false))
        {
            using OrtOutputs outputs = session.Run(sample.Inputs);
            Dictionary<string, Tensor> kernels = session.Outputs.Select((name, i) => (name, outputs.Copy(i)!)).ToDictionary(p => p.name, p => p.Item2, StringComparer.Ordinal);
            IReadOnlyDictionary<string, Tensor> values = IntegerEvaluator.Run(integers, sample.Inputs);
            bool differs = false;
            foreach (Node node in integers.Nodes)
            {
                if (node.FirstOutput is not { } value || !kernels.TryGetValue(value.Name, out Tensor? kernel) || kernel.Element != values[value.Name].Element || kernel.Element.IsFloat())
                {
                    continue;
                }
                int wrong = Differences(kernel.Bytes.Span, values[value.Name].Bytes.Span, kernel.Element.BitWidth() / 8);
                (tensors, codes, differ) = (tensors + 1, codes + kernel.Count, differ + wrong);
                if (wrong > 0 && !differs)
                {
                    bool isProved = node.Int("equals_f32", 0) == 1;
                    behind.Add($"{node.Operator.Name} to {kernel.Element.Name()}{(isProved ? ", proved" : "")}");
                    (differs, holds) = (true, holds && !isProved);
                }
                before += differs ? 0 : 1;
            }
            if (++count == most)
            {
                break;
            }
        }
        string proved = string.Join(", ", integers.Nodes.Where(n => n.Operator == IntegerOperators.Requantize || n.Operator == IntegerOperators.Add || n.Operator == IntegerOperators.Mul)
            .Where(IsOfBytes).GroupBy(n => n.Operator.Name).Select(g => $"{g.Count(n => n.Int("equals_f32", 0) == 1)} of {g.Count()} {g.Key}"));
        output.WriteLine($"| {net} | {count} | {tensors} | {codes} | {differ} | {before} | {string.Join(", ", behind)} | {proved} |");
        output.Flush();
        return holds;
    }

    /// <summary>Whether a node goes from codes of 8 bits to codes of 8 bits, through the sums of a layer.</summary>
    static bool IsOfBytes(Node node) => node.Output.TensorType?.Element.BitWidth() == 8
        && node.Inputs.Concat(node.Input(0)?.TensorType?.Element == ElementType.S32 ? node.Input(0)!.Producer?.Inputs.Take(1) ?? [] : []).All(v => v?.TensorType?.Element != ElementType.S16);

    static int Differences(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b, int size)
    {
        int differ = 0;
        for (int i = 0; i < a.Length; i += size)
        {
            differ += a.Slice(i, size).SequenceEqual(b.Slice(i, size)) ? 0 : 1;
        }
        return differ;
    }

    static void Run(Model model, IEnumerable<Pass> passes)
    {
        var context = new PassContext(model, new OrtRuntime("lowered"), new DiagnosticList());
        foreach (Pass pass in passes)
        {
            pass.Run(model.Graph, context);
        }
    }
}
