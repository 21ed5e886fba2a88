using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Quantization;

namespace Qcc.Passes.Lower;

/// <summary>The bias of a product for a kernel that adds it.</summary>
static class TakenBias
{
    /// <summary>The bias of a Gemm, or the vector of the Add behind a MatMul, which goes; null where there is none.</summary>
    /// <param name="correction">What is added to it, or null.</param>
    public static Value? Of(Node product, float[]? correction = null)
    {
        if (product.Operator == MatrixOperators.Gemm || BiasSlot.Of(product) is not { } slot)
        {
            return correction is null ? product.Input(2) : product.Graph.AddConstant($"{product.Inputs[1]!.Name}_bias", Corrected(product.Constant(2), correction));
        }
        Value vector = slot.Holder.Inputs[slot.Input]!;
        Value bias = product.Graph.AddConstant(vector.Name, Corrected(vector.Initializer!, correction ?? []));
        product.Graph.ReplaceAllUses(slot.Holder.Output, product.Output);
        product.Graph.Erase(slot.Holder);
        return bias;
    }

    /// <summary>A vector with a correction added, of rank 1.</summary>
    public static Tensor Corrected(Tensor? bias, ReadOnlySpan<float> correction)
    {
        float[] sum = bias?.Floats.ToArray() ?? new float[correction.Length];
        for (int n = 0; n < correction.Length; n++)
        {
            sum[n] += correction[n];
        }
        return Tensor.Vector(sum);
    }
}
