using Qcc.Core.Ir;

namespace Qcc.Passes.Equalize;

/// <summary>Values that dense layers (MatMul, Gemm) read along their last axis: where an operator can be put before the layers that acts on the channels.</summary>
static class DenseReaders
{
    /// <summary>The layers that read a value, in the order of the graph; none where its channels are not known.</summary>
    public static IReadOnlyList<Node> Of(Value value)
    {
        if (value.Initializer is not null || value.TensorType is not { Element: ElementType.F32, Rank: { } rank and >= 2 } type || type.Size(rank - 1) is not (> 1 and < int.MaxValue and { } width))
        {
            return [];
        }
        return [.. value.Uses.Where(u => u.Index == 0 && ReferenceEquals(u.Node.Graph, value.Graph) && LinearLayer.Is(u.Node) && !LinearLayer.IsConvolution(u.Node) && LinearLayer.Inputs(u.Node) == width).Select(u => u.Node).Distinct()];
    }

    /// <summary>Values of a graph that have such readers.</summary>
    public static IEnumerable<Value> In(Graph graph) => graph.Inputs.Concat(graph.Nodes.SelectMany(n => n.Outputs).OfType<Value>()).Where(v => Of(v).Count > 0);

    /// <summary>The value of that name in a graph, if dense layers read it and its channels are so many.</summary>
    public static Value? Find(Graph graph, string name, int channels) => In(graph).FirstOrDefault(v => v.Name == name && LinearLayer.Inputs(Of(v)[0]) == channels);

    /// <summary>The first of some nodes in their graph.</summary>
    public static Node First(IReadOnlyList<Node> nodes) => nodes[0].Graph.Nodes.First(nodes.Contains);
}
