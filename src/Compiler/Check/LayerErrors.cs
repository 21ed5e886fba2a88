using System.Runtime.InteropServices;
using Qcc.Calibrate;
using Qcc.Codegen.Onnx;
using Qcc.Core.Ir;
using Qcc.Core.Quantization;
using Qcc.Measure;
using Qcc.Onnx;
using Qcc.Onnx.Runtime;
using Qcc.Search;

namespace Qcc.Check;

/// <summary>
/// Where the error of an emitted file comes from: each planned layer's result beside the float model's on held-out samples. The
/// codes are tapped, not the float values behind them, because a tap on those would break the fusion that is to be measured.
/// </summary>
sealed class LayerErrors(CheckRequest request, OptimizedGraph optimized, int samples)
{
    readonly QuantizationPlan _plan = request.Planned.Plan;
    readonly Graph _graph = request.Planned.Model.Graph;
    readonly HashSet<string> _integer = request.Planned.Plan.Nodes.Where(n => n.Placement.IsInteger()).Select(n => n.Output).ToHashSet(StringComparer.Ordinal);

    /// <summary>One report per decision of the plan, in the order of the graph.</summary>
    public IReadOnlyList<LayerReport> Measure()
    {
        Dictionary<string, double> errors = Errors();
        Dictionary<string, Node> nodes = _graph.Nodes.SelectMany(n => n.Outputs).OfType<Value>().ToDictionary(o => o.Name, o => o.Producer!, StringComparer.Ordinal);
        return [.. _plan.Nodes.Select(d => Report(d, nodes[d.Output], errors))];
    }

    LayerReport Report(NodeDecision decision, Node node, Dictionary<string, double> errors)
    {
        bool planned = decision.Placement.IsInteger();
        bool weighted = request.Target.Kernels.Find(node) is { HasWeights: true };
        string kernel = planned && weighted && !request.Target.IsIntegerOnly ? optimized.ReaderOf(request.Emitted.Names.Weights[decision.Output]) ?? "" : "";
        bool integer = planned && (kernel.Length == 0 || OptimizedGraph.IsInteger(kernel));
        double? db = errors.TryGetValue(ResultOf(decision, node), out double measured) ? measured : null;
        return new LayerReport(decision.Node, decision.Operator, decision.Placement, integer, kernel, MacsOf(node), decision.Reason, db, RemedyFor(decision, node, db));
    }

    /// <summary>The value whose codes the layer writes: behind an absorbed activation.</summary>
    string ResultOf(NodeDecision decision, Node node) =>
        request.Target.Kernels.AbsorbableActivation(node) is { FirstOutput: { } output } && _plan.Values.Any(v => v.Value == output.Name) ? output.Name : decision.Output;

    long MacsOf(Node node)
    {
        ActivationStatistics s = request.Calibration.Statistics;
        IReadOnlyList<long>? output = s.ShapeOf(node.Outputs.First(o => o is not null)!) ?? (request.Target.Kernels.AbsorbableActivation(node) is { } a ? s.ShapeOf(a.Output) : null);
        return node.Input(0) is { } input && output is not null && s.ShapeOf(input) is { } shape ? new NodeSize(node, shape, output).Macs : 0;
    }

    /// <summary>Of a float layer whose result is quantized for others, these would have to stay float.</summary>
    string? RemedyFor(NodeDecision decision, Node node, double? db)
    {
        if (db is null)
        {
            return null;
        }
        if (decision.Placement != Placement.Float)
        {
            return $"--keep-float \"{node.Label}\" keeps it in float";
        }
        Node? reader = node.Result!.Uses.Select(u => u.Node).FirstOrDefault(n => n.Result is { } r && _integer.Contains(r.Name));
        return reader is null ? null : $"--keep-float \"{reader.Label}\" keeps a layer that reads its codes in float";
    }

    Dictionary<string, double> Errors()
    {
        string[] values = [.. _plan.Values.Select(v => v.Value).Where(v => _graph.Inputs.All(i => i.Name != v))];
        string[] codes = [.. values.Select(v => request.Emitted.Names.Codes[v])];
        if (values.Length == 0)
        {
            return [];
        }
        using OrtSession floats = Tapped(ModelExporter.Export(WithOutputs(request.Planned.Model.Copy(), values)));
        using OrtSession integers = Tapped(ModelExporter.Export(IntegerGraphEmitter.WithFunctions(WithOutputs(request.Emitted.Quantized.Copy(), codes))));
        Dictionary<string, ValueDecision> decisions = _plan.Values.ToDictionary(v => v.Value, StringComparer.Ordinal);
        var meters = values.ToDictionary(v => v, _ => new SqnrMeter(), StringComparer.Ordinal);
        foreach (HeldOutSample sample in request.Calibration.HeldOut.Take(samples))
        {
            using OrtOutputs reference = floats.Run(sample.Inputs, values), measured = integers.Run(sample.Inputs, codes);
            for (int i = 0; i < values.Length; i++)
            {
                // Shapes that depend on data may differ by a rounding; then there is nothing to compare.
                if (reference.Floats(i).Length == measured.Bytes(i).Length * 8 / decisions[values[i]].Type.BitWidth())
                {
                    meters[values[i]].Add(reference.Floats(i), Dequantized(measured.Bytes(i), decisions[values[i]]));
                }
            }
        }
        return meters.Where(m => m.Value.Count > 0).ToDictionary(m => m.Key, m => m.Value.Db, StringComparer.Ordinal);
    }

    OrtSession Tapped(ExportedModel model) => OrtSession.Load(model, new OrtSessionOptions(), request.File);

    static Model WithOutputs(Model model, IReadOnlyCollection<string> names)
    {
        var wanted = names.ToHashSet(StringComparer.Ordinal);
        foreach (Value value in model.Graph.Nodes.SelectMany(n => n.Outputs).OfType<Value>().Where(v => wanted.Contains(v.Name) && !v.IsGraphOutput).ToArray())
        {
            model.Graph.AddOutput(value);
        }
        return model;
    }

    static float[] Dequantized(ReadOnlySpan<byte> bytes, ValueDecision q)
    {
        ReadOnlySpan<short> wide = q.Type == ElementType.S16 ? MemoryMarshal.Cast<byte, short>(bytes) : default;
        var values = new float[q.Type == ElementType.S16 ? wide.Length : bytes.Length];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = ((q.Type == ElementType.S16 ? wide[i] : bytes[i]) - q.ZeroPoint) * q.Scale;
        }
        return values;
    }
}
