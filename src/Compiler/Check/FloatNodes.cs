using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Ops.Integer;
using Qcc.Core.Quantization;
using Qcc.Search;

namespace Qcc.Check;

/// <summary>A node of an integer graph that stays in float, and why.</summary>
sealed record FloatNode(Node Node, string Reason);

/// <summary>What of a network has no integer form: everything between its input quantizers and its output dequantizers that holds floats.</summary>
static class FloatNodes
{
    /// <summary>The nodes that compute with floats, in the order of the graph; conversions beside them are not listed.</summary>
    /// <param name="plan">Says why a node was not quantized; the trace of the emitted model why a quantized one was not lowered.</param>
    public static IReadOnlyList<FloatNode> Of(EmittedModel emitted, QuantizationPlan plan)
    {
        var decisions = plan.Nodes.ToDictionary(d => d.Output, StringComparer.Ordinal);
        return [.. emitted.Lowered.Graph.Nodes.Where(IsFloat).Select(n => new FloatNode(n, ReasonOf(n, decisions, emitted)))];
    }

    /// <summary>
    /// Whether a node computes with floats inside of the graph. Conversions stand at its edges, and beside float nodes; one that reads another is a
    /// requantization that was not lowered. Factors of a Resize are no data, and inputs and outputs may be of another float type.
    /// </summary>
    public static bool IsFloat(Node node) =>
        node.Operator == QuantizationOperators.DequantizeLinear || EdgeSemantics.IsAtEdge(node) ? false
        : node.Operator == QuantizationOperators.QuantizeLinear ? node.Input(0)?.Producer?.Operator == QuantizationOperators.DequantizeLinear
        : node.Operator.Semantics is null || (node.Operator.Domain.Length == 0 && node.Outputs.Append(node.Input(0)).Any(v => v?.TensorType?.Element.IsFloat() == true));

    static string ReasonOf(Node node, Dictionary<string, NodeDecision> decisions, EmittedModel emitted)
    {
        string output = node.Result?.Name ?? "";
        if (decisions.TryGetValue(output, out NodeDecision? decision) && decision.Placement == Placement.Float)
        {
            return decision.Reason;
        }
        IEnumerable<string> names = node.Outputs.OfType<Value>().SelectMany(v => v.Uses.SelectMany(u => u.Node.Outputs).OfType<Value>().Prepend(v)).Select(v => v.Name);
        return emitted.Trace.LastOrDefault(t => t.Declined is not null && names.Contains(t.Value))?.Declined ?? "what it reads or writes stays in float";
    }
}
