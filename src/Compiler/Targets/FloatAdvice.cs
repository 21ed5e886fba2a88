using Qcc.Core.Ir;
using Qcc.Core.Quantization;

namespace Qcc.Targets;

/// <summary>What helps where a target runs no node of a model in integers.</summary>
static class FloatAdvice
{
    /// <summary>Another target, where this one mostly lacks kernels and that one has them for layers with weights; else what the other options change.</summary>
    /// <param name="graph">The canonical graph.</param>
    /// <param name="plan">A plan for it in which nothing is integer.</param>
    public static string For(Graph graph, QuantizationPlan plan, Target target, CompileOptions options)
    {
        NodeDecision[] lacking = [.. plan.Nodes.Where(d => !target.Kernels.Kernels.Any(k => k.Operator.ToString() == d.Operator))];
        string? most = plan.Nodes.GroupBy(d => d.Reason).MaxBy(g => g.Count())?.First().Operator;
        if (lacking.Any(d => d.Operator == most))
        {
            foreach (Target other in TargetRegistry.All.Where(t => t.Name != target.Name).Select(t => t.For(options.Form, options.Isa)))
            {
                if (graph.Nodes.FirstOrDefault(n => target.Kernels.Find(n) is null && HasLayer(other, n)) is { } node)
                {
                    return $"--target {other.Name} has an integer kernel for {node.Operator}";
                }
            }
        }
        return lacking.Length == plan.Nodes.Count ? "no target has integer kernels for these operators; use the float model"
            : options.Preference == Preference.Size || target.IsIntegerOnly ? $"qcc explain MODEL --target {target.Name} shows the reason for each node"
            : "--prefer size quantizes every layer that has an integer kernel; qcc explain MODEL shows the reason for each";
    }

    static bool HasLayer(Target target, Node node) => target.Kernels.Find(node) is { HasWeights: true } kernel && kernel.Refuses(node) is null;
}
