using Qcc.Core.Ir;
using Qcc.Core.Rewrite;
using Qcc.Onnx;
using Qcc.Passes.Lower;

namespace Qcc.Search;

/// <summary>A lowered model, ready to be written, and where the plan's values and weights are in it.</summary>
/// <param name="Lowered">Its graph.</param>
/// <param name="Opset">The version of ONNX's own operators that it imports.</param>
sealed record EmittedModel(ExportedModel Model, Model Lowered, LoweredNames Names, long Opset)
{
    /// <summary>The lowered model before the passes that only the written one goes through: floats between codes, which ONNX Runtime runs.</summary>
    public Model Quantized { get; init; } = Lowered;

    /// <summary>What the passes over the lowered graph did and declined.</summary>
    public IReadOnlyList<TraceEntry> Trace { get; init; } = [];
}
