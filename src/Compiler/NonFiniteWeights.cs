using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Onnx;

namespace Qcc;

/// <summary>
/// Finds weights with NaN or infinite elements. QuantizeLinear turns NaN into the lowest code, so a broken model would look
/// sound afterwards. Only what operators multiply or add counts: -Inf in a mask that Where chooses is right.
/// </summary>
static class NonFiniteWeights
{
    static readonly HashSet<Operator> Weighted =
        [.. ConvolutionOperators.All, .. MatrixOperators.All, .. RecurrentOperators.All, .. NormalizationOperators.All];

    static readonly HashSet<Operator> Arithmetic = [ElementwiseOperators.Add, ElementwiseOperators.Sub, ElementwiseOperators.Mul, ElementwiseOperators.Div];

    static readonly HashSet<Operator> Movements = [.. DataMovementOperators.All, ElementwiseOperators.Cast];

    /// <summary>Refuses a model with such a weight.</summary>
    /// <exception cref="DiagnosticException">QCC1036.</exception>
    public static void Refuse(Model model, string file)
    {
        foreach (Graph graph in model.Functions.Select(f => f.Body).Prepend(model.Graph).SelectMany(g => g.WithSubgraphs()))
        {
            foreach ((Value value, Tensor tensor) in Constants(graph))
            {
                if (NonFinite.First(tensor) is { } found && IsBroken(value, found))
                {
                    throw new DiagnosticException(ImportDiagnostics.NonFinite.At(new Place(file, null, value.Name), found));
                }
            }
        }
    }

    static IEnumerable<(Value Value, Tensor Tensor)> Constants(Graph graph) =>
        graph.Initializers.Select(v => (v, v.Initializer!)).Concat(
            from node in graph.Nodes
            where node.Operator == ConstantOperators.Constant && node.FirstOutput is not null
            let attribute = node.Attribute("value") as TensorAttribute
            where attribute is not null
            select (node.Output, attribute.Value));

    /// <summary>Infinity is a legal bound or mask wherever nothing multiplies it; NaN is legal only where it is chosen or moved.</summary>
    static bool IsBroken(Value value, NonFiniteElement found)
    {
        var seen = new HashSet<Value>();
        var pending = new Stack<Value>([value]);
        while (pending.TryPop(out Value? at))
        {
            foreach (Node reader in seen.Add(at) ? at.Uses.Select(u => u.Node) : [])
            {
                if (Weighted.Contains(reader.Operator) || (found.Kind == "NaN" && Arithmetic.Contains(reader.Operator)))
                {
                    return true;
                }
                if (Movements.Contains(reader.Operator))
                {
                    foreach (Value? output in reader.Outputs.Where(o => o is not null))
                    {
                        pending.Push(output!);
                    }
                }
            }
        }
        return false;
    }
}
