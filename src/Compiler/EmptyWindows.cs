using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;
using Qcc.Core.Ops;

namespace Qcc;

/// <summary>
/// Finds convolutions and pools whose windows see nothing but padding almost everywhere: a file of a few kilobytes can ask for hours of work that way,
/// and ONNX Runtime does not stop within an operator.
/// </summary>
static class EmptyWindows
{
    /// <summary>No window of a real network is padded by more, or by more than so many times its own size.</summary>
    const long MostPads = 1024, MostWindows = 16;

    static readonly HashSet<Operator> Windowed = [ConvolutionOperators.Conv, PoolingOperators.MaxPool, PoolingOperators.AveragePool, PoolingOperators.LpPool];

    /// <summary>Refuses a model with such a node.</summary>
    /// <exception cref="DiagnosticException">QCC3017.</exception>
    public static void Refuse(Model model, string file)
    {
        foreach (Node node in model.Functions.Select(f => f.Body).Prepend(model.Graph).SelectMany(g => g.WithSubgraphs()).SelectMany(g => g.Nodes).Where(n => Windowed.Contains(n.Operator)))
        {
            IReadOnlyList<long> pads = node.Ints("pads") ?? [];
            IReadOnlyList<long>? kernel = node.Ints("kernel_shape") ?? (node.Constant(1) is { Rank: > 2 } weight ? [.. weight.Shape.Skip(2)] : null);
            for (int i = 0; i < pads.Count; i++)
            {
                int axis = kernel is { Count: > 0 } ? i % kernel.Count : 0;
                long window = kernel is { Count: > 0 } ? Math.Max(kernel[axis], 1) * Math.Max(node.Ints("dilations") is { } d && axis < d.Count ? d[axis] : 1, 1) : 1;
                if (pads[i] > MostPads && pads[i] / MostWindows > window)
                {
                    throw new DiagnosticException(CompileDiagnostics.EmptyWindows.At(new Place(file, node.Label), (pads[i], window)));
                }
            }
        }
    }
}
