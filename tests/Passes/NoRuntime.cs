using Qcc.Core.Ir;
using Qcc.Core.Rewrite;

namespace Qcc.Passes.Tests;

/// <summary>For passes that compute nothing: asking it is an error of the case.</summary>
sealed class NoRuntime : IFloatRuntime
{
    public void InferTypes(Model model) => throw new InvalidOperationException("the pass asked for types; write them into the case");

    public IReadOnlyList<Tensor?> Evaluate(Model model, IReadOnlyList<Value> values) => throw new InvalidOperationException("the pass computes; its case needs a runtime");
}
