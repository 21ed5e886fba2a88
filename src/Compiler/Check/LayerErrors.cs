using Qcc.Core.Ir;
using Qcc.Core.Quantization;
using Qcc.Explain;

namespace Qcc.Check;

/// <summary>Where the error of an emitted file comes from: each planned layer's result beside the float model's on held-out samples.</summary>
sealed class LayerErrors(CheckRequest request, OptimizedGraph optimized, int samples)
{
    readonly QuantizationPlan _plan = request.Planned.Plan;
    readonly Graph _graph = request.Planned.Model.Graph;
    readonly HashSet<string> _integer = request.Planned.Plan.Nodes.Where(n => n.Placement.IsInteger()).Select(n => n.Output).ToHashSet(StringComparer.Ordinal);

    /// <summary>One report per decision of the plan, in the order of the graph.</summary>
    public IReadOnlyList<LayerReport> Measure()
    {
        IReadOnlyDictionary<string, double> errors = ResultErrors.Measure(request.Planned, request.Emitted, request.Calibration.HeldOut.Take(samples), request.File);
        Dictionary<string, Node> nodes = _graph.Nodes.SelectMany(n => n.Outputs).OfType<Value>().ToDictionary(o => o.Name, o => o.Producer!, StringComparer.Ordinal);
        return [.. _plan.Nodes.Select(d => Report(d, nodes[d.Output], errors))];
    }

    LayerReport Report(NodeDecision decision, Node node, IReadOnlyDictionary<string, double> errors)
    {
        bool planned = decision.Placement.IsInteger();
        bool weighted = request.Target.Kernels.Find(node) is { HasWeights: true };
        string kernel = planned && weighted && !request.Target.IsIntegerOnly ? optimized.ReaderOf(request.Emitted.Names.Weights[decision.Output]) ?? "" : "";
        bool integer = planned && (decision.Placement != Placement.WeightOnly || decision.WeightGrid is { MultipliesInInt8: true }) && (kernel.Length == 0 || KernelForms.IsIntegerLayer(kernel));
        string result = ResultOf(decision, node);
        double? db = errors.TryGetValue(result, out double measured) ? measured : null;
        return new LayerReport(decision.Node, decision.Operator, decision.Placement, integer, kernel, MacsOf(node), decision.Reason, db, RemedyFor(decision, node, db)) { Result = result };
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
        // Where there are no floats nothing can be kept in them.
        if (db is null || request.Target.WritesFolder)
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
}
