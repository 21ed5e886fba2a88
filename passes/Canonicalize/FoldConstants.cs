using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Rewrite;

namespace Qcc.Passes.Canonicalize;

/// <summary>op(constants)  =>  the constant that the float runtime computes</summary>
/// <remarks>
/// The result may be at most 64 KB greater than the constants that it replaces, so a file does not grow: a ConstantOfShape of a
/// gigabyte stays a node. One number repeated (ConstantOfShape, and Expand and Tile of one number) takes no room in a file and becomes a
/// constant only where it is small, where it is the bias of a layer or a part of its normalization, or where something else is computed
/// from it. Sizes are known before anything runs. Random operators,
/// quantized weights (DequantizeLinear of a constant) and operators with subgraphs stay.
/// </remarks>
public sealed class FoldConstants : Pass
{
    /// <summary>Bytes of a repeated number that become a constant: the bias or the normalization of 256 channels.</summary>
    const long SmallFill = 1024;

    static readonly HashSet<Operator> Fills = [ConstantOperators.ConstantOfShape, DataMovementOperators.Expand, DataMovementOperators.Tile];

    static readonly HashSet<Operator> Layers = [.. ConvolutionOperators.All, MatrixOperators.Gemm, NormalizationOperators.BatchNormalization];

    public override string Summary => "op(constants) => a constant";

    public override Stage Stage => Stage.Canonicalize;

    public override bool Run(Graph graph, PassContext context)
    {
        bool changed = false;
        // A round ends where a shape depends on a result of the round.
        while (Round(graph, context))
        {
            context.Cancellation.ThrowIfCancellationRequested();
            changed = true;
        }
        return changed;
    }

    bool Round(Graph graph, PassContext context)
    {
        Dictionary<Node, long> foldable = ConstantSubgraph.Find(graph);
        Value[] results = [.. foldable.Keys.Where(n => !IsLargeFill(n)).SelectMany(n => n.Outputs).OfType<Value>()
            .Where(v => v.Uses.Any(u => !foldable.ContainsKey(u.Node)) || (v.IsGraphOutput && v.Producer!.Operator != DataMovementOperators.Identity))];
        if (results.Length == 0)
        {
            return false;
        }
        IReadOnlyList<Tensor?> tensors = context.Runtime.Evaluate(context.Model, results);
        bool changed = false;
        foreach ((Value value, Tensor? tensor) in results.Zip(tensors))
        {
            if (tensor is null)
            {
                context.Declined(Name, value, "the float runtime does not compute it");
            }
            else if (tensor.Element != ElementType.String && tensor.Bytes.Length <= foldable[value.Producer!])
            {
                context.Step(Name, value);
                Replace(graph, value, tensor);
                changed = true;
            }
        }
        return changed;
    }

    static bool IsLargeFill(Node node) => Fills.Contains(node.Operator)
        && (node.Operator == ConstantOperators.ConstantOfShape || node.Input(0)?.TensorType?.Shape is { } source && Shape.Product(source) == 1)
        && node.Output.TensorType is { Shape: { } shape } type && Shape.Product(shape) is { } count && type.Element.ByteSize(count) > SmallFill
        && !node.Output.Uses.Any(IsPerChannel);

    /// <summary>Whether a layer or normalization reads the value as a number per channel; a bias may stand in an Add behind a MatMul.</summary>
    static bool IsPerChannel(Use use) => use.Node.Operator == ElementwiseOperators.Add
        ? use.Node.Input(1 - use.Index)?.Producer?.Operator == MatrixOperators.MatMul
        : use.Index >= (use.Node.Operator == NormalizationOperators.BatchNormalization ? 1 : 2) && Layers.Contains(use.Node.Operator);

    static void Replace(Graph graph, Value value, Tensor tensor)
    {
        Value constant = graph.AddConstant(value.Name, tensor);
        graph.ReplaceAllUses(value, constant);
        DeadCode.Sweep([value]);
    }
}
