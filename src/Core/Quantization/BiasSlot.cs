using Qcc.Core.Ir;
using Qcc.Core.Ops;

namespace Qcc.Core.Quantization;

/// <summary>Where a layer with weights takes a vector that is added per output channel.</summary>
/// <param name="Holder">The layer itself, or the Add behind a MatMul.</param>
/// <param name="Input">The input that holds the vector; left out by the layer where it has no bias yet.</param>
public readonly record struct BiasSlot(Node Holder, int Input)
{
    /// <summary>
    /// The bias input of a Conv or Gemm; for MatMul the constant of an Add that alone reads the product, along whose last axis it lies. Null
    /// where there is none.
    /// </summary>
    public static BiasSlot? Of(Node layer)
    {
        if (layer.Operator.Inputs.Count > 2)
        {
            return new(layer, 2);
        }
        if (layer.Outputs is not [{ IsUsedOnce: true, IsGraphOutput: false } product] || layer.Constant(1) is not { Rank: 2 } weight)
        {
            return null;
        }
        Use use = product.Uses[0];
        int other = 1 - use.Index;
        return use.Node.Operator == ElementwiseOperators.Add && ReferenceEquals(use.Node.Graph, layer.Graph)
            && use.Node.Constant(other) is { Element: ElementType.F32 } vector && vector.IsVectorOf(weight.Shape[1])
            && product.TensorType?.Rank >= vector.Rank ? new(use.Node, other) : null;
    }

    /// <summary>Puts a vector into the slot, in the place of one that is there.</summary>
    public void Write(Value vector)
    {
        if (Input < Holder.Inputs.Count)
        {
            Graph.SetInput(Holder, Input, vector);
        }
        else
        {
            Graph.AddInputOf(Holder, vector);
        }
    }
}
