using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Rewrite;
using static Qcc.Core.Ops.DataMovementOperators;

namespace Qcc.Passes.Canonicalize;

/// <summary>
/// Gather(Shape(x), 1)  =>  a constant, where x's dimension is known;
/// Reshape(x, Concat(Gather(Shape(x), 0), [-1, 4]))  =>  Reshape(x, [0, -1, 4])
/// </summary>
/// <remarks>
/// Follows the integers that graphs compute from shapes (<see cref="ShapeArithmetic"/>). A symbolic size in the operand of a
/// Reshape is written as 0 where it is the size of x at the same place, and one that is left as -1.
/// </remarks>
public sealed class FoldShapes : Pass
{
    public override string Summary => "arithmetic on known shapes => constants, also in Reshape(x, [size 0 of x, -1, ...])";

    public override Stage Stage => Stage.Canonicalize;

    public override bool Run(Graph graph, PassContext context)
    {
        bool changed = false;
        foreach (Graph part in graph.WithSubgraphs().ToArray())
        {
            var sizes = new ShapeArithmetic();
            var shapes = new SymbolicShapes(sizes);
            foreach (Node node in part.Nodes.ToArray())
            {
                context.Cancellation.ThrowIfCancellationRequested();
                changed |= node.Operator == Reshape && WriteTarget(node, sizes, context);
                RefineTypes(node, shapes);
                sizes.Visit(node);
                changed |= node.Outputs is [{ } output] && Fold(part, output, sizes, context);
            }
        }
        return changed;
    }

    bool Fold(Graph graph, Value value, ShapeArithmetic sizes, PassContext context)
    {
        if (value.IsGraphOutput || !value.IsUsed || sizes.Of(value) is not { } vector || vector.Known() is not { } known)
        {
            return false;
        }
        context.Step(Name, value);
        Value constant = graph.AddConstant(value.Name, vector.ToTensor(known));
        graph.ReplaceAllUses(value, constant);
        DeadCode.Sweep([value]);
        sizes.Visit(constant, vector);
        return true;
    }

    bool WriteTarget(Node reshape, ShapeArithmetic sizes, PassContext context)
    {
        if (reshape.Input(0) is not { } x || reshape.Input(1) is not { IsConstant: false } target || reshape.Int("allowzero", 0) != 0
            || sizes.Of(target) is not { IsScalar: false } vector || Target(x, vector) is not { } written)
        {
            return false;
        }
        context.Step(Name, reshape.Output);
        Value constant = reshape.Graph.AddConstant(target.Name, Tensor.Of(written, written.Length));
        Graph.SetInput(reshape, 1, constant);
        DeadCode.Sweep([target]);
        return true;
    }

    /// <summary>A shape that has become constant tells more about everything behind it. Types are knowledge, not a change of the graph.</summary>
    static void RefineTypes(Node node, SymbolicShapes shapes)
    {
        IReadOnlyList<TensorType>? types = node.Operator.Shapes(node);
        for (int i = 0; i < node.Outputs.Count && i < types?.Count; i++)
        {
            if (node.Outputs[i] is { } output && output.Type is null or TensorType)
            {
                output.Type = output.TensorType is { } told ? Shape.Refined(told, types[i]) : types[i];
            }
        }
        if (shapes.Visit(node) is { } found && node.Outputs is [{ TensorType: { } type } result])
        {
            result.Type = Shape.Refined(type, type with { Shape = found });
        }
    }

    static long[]? Target(Value x, ShapeVector vector)
    {
        var target = new long[vector.Sizes.Count];
        int open = 0;
        for (int i = 0; i < target.Length; i++)
        {
            Size size = vector.Sizes[i];
            target[i] = size.Known ?? (size != Size.Unknown && size == Size.OfDimension(x, i) ? 0 : -1);
            open += target[i] == -1 ? 1 : 0;
        }
        return open <= 1 ? target : null;
    }
}
