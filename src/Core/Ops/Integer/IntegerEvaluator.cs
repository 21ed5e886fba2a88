using Qcc.Core.Ir;

namespace Qcc.Core.Ops.Integer;

/// <summary>
/// Runs an integer graph (docs/integer-graph.md) node by node with the semantics of the operator table. What it computes is what every emitted form of the
/// graph must give, tensor by tensor.
/// </summary>
public static class IntegerEvaluator
{
    /// <summary>The inputs and all results of nodes, by name.</summary>
    /// <param name="graph">A graph of operators with integer semantics; all sizes known.</param>
    /// <param name="inputs">A tensor for each graph input, of its type and sizes.</param>
    /// <exception cref="InvalidOperationException">A node has no integer semantics, or an input is missing.</exception>
    /// <exception cref="OverflowException">The graph breaks a bound that lowering proves.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An index of the inputs lies outside its axis.</exception>
    public static IReadOnlyDictionary<string, Tensor> Run(Graph graph, IReadOnlyDictionary<string, Tensor> inputs)
    {
        var values = new Dictionary<Value, Tensor>();
        foreach (Value input in graph.Inputs)
        {
            values[input] = inputs.TryGetValue(input.Name, out Tensor? given) ? given : throw new InvalidOperationException($"no tensor for input {input}");
        }
        foreach (Node node in graph.Nodes)
        {
            IntegerSemantics semantics = node.Operator.Semantics ?? throw new InvalidOperationException($"{node} has no integer semantics");
            IReadOnlyList<Tensor> results = semantics(node, [.. node.Inputs.Select(v => v is null ? null : values.GetValueOrDefault(v) ?? v.Constant)]);
            for (int i = 0; i < node.Outputs.Count; i++)
            {
                if (node.Outputs[i] is { } output)
                {
                    values[output] = results[i];
                }
            }
        }
        return values.ToDictionary(v => v.Key.Name, v => v.Value, StringComparer.Ordinal);
    }
}
