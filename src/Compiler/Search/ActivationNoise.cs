using Qcc.Calibrate;
using Qcc.Codegen.Onnx;
using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Ops.Integer;
using Qcc.Core.Quantization;
using Qcc.Measure;
using Qcc.Onnx.Runtime;
using Qcc.Passes.Quantize;

namespace Qcc.Search;

/// <summary>
/// What the codes of a group of activations add to the error of a network's outputs: the float network with these values alone rounded, on held-out
/// samples. Errors of values add up to that of the whole, nearly, and a difference between two widths is not lost in the noise of all
/// others, as it is between two quantized networks.
/// </summary>
/// <param name="model">The canonical float model.</param>
/// <param name="units">Its units, placed.</param>
/// <param name="samples">Samples with the float model's outputs.</param>
sealed class ActivationNoise(Model model, IReadOnlyList<QuantUnit> units, IReadOnlyList<HeldOutSample> samples)
{
    readonly ILookup<Value, QuantUnit> _readers = units.Where(u => u.IsInteger).SelectMany(u => u.QuantizedInputs.Select(v => (Value: v, Unit: u))).ToLookup(r => r.Value, r => r.Unit);
    readonly Dictionary<Value, QuantUnit> _producers = units.Where(u => u is { IsInteger: true, Node.FirstOutput: not null }).ToDictionary(u => u.Output);

    /// <summary>Whether the group may have codes of 16 bits, and somebody reads them.</summary>
    public bool CanBeWide(ScaleGroup group) =>
        group.Values.All(v => _producers.TryGetValue(v, out QuantUnit? unit) && (unit.Kernel!.Form == KernelForm.SameScale || (unit.Kernel.Writes16Bits && unit.Activation is null)))
        && group.Values.Any(v => v.IsGraphOutput || _readers[v].Any(ReadsWide));

    /// <summary>Noise power over signal power that codes of 8 bits add where ones of 16 would not.</summary>
    public double OfEightBits(ScaleGroup group)
    {
        bool someReadNarrow = group.Values.Any(v => _readers[v].Any(u => !u.Kernel!.Reads16Bits));
        return Math.Max(0, Measure(group, _ => true) - (someReadNarrow ? Measure(group, u => !u.Kernel!.Reads16Bits) : 0));
    }

    /// <summary>Whether the group may have codes of 16 bits that layers with weights read, and one does read it.</summary>
    public bool CanReachLayers(ScaleGroup group)
    {
        QuantUnit[] readers = [.. group.Values.SelectMany(v => _readers[v])];
        return group.Values.All(v => _producers.TryGetValue(v, out QuantUnit? unit) ? unit.Kernel is { Form: KernelForm.SameScale } or { Writes16Bits: true } : v.IsGraphInput)
            && readers.Any(u => !u.Kernel!.Reads16Bits) && readers.All(u => u.Kernel!.Reads16Bits || u.Kernel.CanRead16Bits(u.Node));
    }

    /// <summary>Noise power over signal power that the codes of 8 bits add which layers with weights read of the group; where it has no others, which anybody reads.</summary>
    public double InLayers(ScaleGroup group) => Measure(group, group.Type == ElementType.S16 ? u => !u.Kernel!.Reads16Bits : _ => true);

    static bool ReadsWide(QuantUnit unit) => unit.Kernel is { Reads16Bits: true, Form: not KernelForm.SameScale };

    /// <param name="reads">Which units read rounded values. What leaves the graph is rounded where all do.</param>
    double Measure(ScaleGroup group, Func<QuantUnit, bool> reads)
    {
        Model rounded = model.Copy();
        Dictionary<string, Value> values = rounded.Graph.Inputs.Concat(rounded.Graph.Nodes.SelectMany(n => n.Outputs).OfType<Value>()).ToDictionary(v => v.Name, StringComparer.Ordinal);
        QuantParams q = QuantParams.Unsigned8(group.Low, group.High);
        foreach (Value value in group.Values)
        {
            HashSet<string> readers = [.. _readers[value].Where(reads).Select(u => u.Node.Result!.Name)];
            bool all = value.IsGraphOutput && _readers[value].All(reads);
            Round(rounded.Graph, values[value.Name], q, node => all || (node.Result is { } result && readers.Contains(result.Name)), all);
        }
        using OrtSession session = OrtSession.Load(QdqEmitter.Emit(rounded, "", ProductVersion.Text), new OrtSessionOptions { Optimization = OrtOptimization.FloatKernels }, "rounded activation");
        var sqnr = new SqnrMeter();
        HeldOutError.AddScore(sqnr, session, samples, model.Graph);
        return Math.Pow(10, -sqnr.Db / 10);
    }

    static void Round(Graph graph, Value value, QuantParams q, Func<Node, bool> reads, bool isWhole)
    {
        Use[] uses = [.. value.Uses.Where(u => reads(u.Node))];
        if (uses.Length == 0 && !isWhole)
        {
            return;
        }
        int at = value.Producer is { } producer ? graph.Nodes.ToList().IndexOf(producer) + 1 : 0;
        Node? before = at < graph.Nodes.Count ? graph.Nodes[at] : null;
        Value scale = graph.AddConstant($"{value.Name}_scale", Tensor.Scalar(q.Scale)), zero = graph.AddConstant($"{value.Name}_zero_point", IntegerValues.Pack(q.Type, [q.ZeroPoint], []));
        Value codes = graph.Insert(before, QuantizationOperators.QuantizeLinear, [value, scale, zero], $"{value.Name}_quantized").Output;
        Value dequantized = graph.Insert(before, QuantizationOperators.DequantizeLinear, [codes, scale, zero], $"{value.Name}_dequantized").Output;
        if (isWhole)
        {
            graph.ReplaceAllUses(value, dequantized);
            Graph.SetInput(codes.Producer!, 0, value);
            return;
        }
        foreach (Use use in uses)
        {
            Graph.SetInput(use.Node, use.Index, dequantized);
        }
    }
}
