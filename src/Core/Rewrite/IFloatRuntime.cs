using Qcc.Core.Ir;

namespace Qcc.Core.Rewrite;

/// <summary>Runs float operators for passes; ONNX Runtime in the product. qcc does not compute float operators itself.</summary>
public interface IFloatRuntime
{
    /// <summary>
    /// Gives every value of the main graph that has no type, or a type with unknown parts, the type that full inference finds.
    /// Symbolic dimensions stay symbolic; what inference cannot tell stays as it is.
    /// </summary>
    void InferTypes(Model model);

    /// <summary>
    /// Computes values whose ancestors are all constants.
    /// </summary>
    /// <param name="model">The model that owns the values (for its opsets and functions).</param>
    /// <param name="values">Outputs of nodes of the main graph; every graph input they depend on must be absent.</param>
    /// <returns>The tensors, in the order of <paramref name="values"/>; null where a value is no dense tensor or a node failed.</returns>
    IReadOnlyList<Tensor?> Evaluate(Model model, IReadOnlyList<Value> values);
}
