using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Rewrite;

namespace Qcc.Passes.Canonicalize;

/// <summary>Range([a], [b], [c])  =>  Range(a, b, c)</summary>
/// <remarks>Shape arithmetic often gives vectors of one element where scalars are asked. ONNX Runtime refuses them once their shape is known.</remarks>
public sealed class NormalizeRange : Pass
{
    public override string Summary => "Range([a], [b], [c]) => Range(a, b, c)";

    public override Stage Stage => Stage.Canonicalize;

    public override bool Run(Graph graph, PassContext context)
    {
        bool changed = false;
        foreach (Node range in graph.Nodes.Where(n => n.Operator == ConstantOperators.Range).ToArray())
        {
            for (int i = 0; i < range.Inputs.Count; i++)
            {
                if (Scalar(range, i) is { } scalar)
                {
                    context.Step(Name, range.Output);
                    Graph.SetInput(range, i, scalar);
                    changed = true;
                }
            }
        }
        return changed;
    }

    static Value? Scalar(Node range, int index)
    {
        Value value = range.Inputs[index]!;
        if (value.Constant is { Rank: > 0, Count: 1 } vector)
        {
            return range.Graph.AddConstant(value.Name, vector.Reshaped());
        }
        if (value.TensorType is not { Shape: [{ Size: 1 }] } type)
        {
            return null;
        }
        Value axes = range.Graph.AddConstant($"{value.Name}_axes", Tensor.Of([0L], 1));
        Value scalar = range.Graph.Insert(range, DataMovementOperators.Squeeze, [value, axes], $"{value.Name}_scalar").Output;
        scalar.Type = type with { Shape = [] };
        return scalar;
    }
}
