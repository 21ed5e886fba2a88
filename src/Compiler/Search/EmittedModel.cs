using Qcc.Core.Ir;
using Qcc.Onnx;
using Qcc.Passes.Lower;

namespace Qcc.Search;

/// <summary>A lowered model, ready to be written, and where the plan's values and weights are in it.</summary>
/// <param name="Lowered">Its graph.</param>
/// <param name="Opset">The version of ONNX's own operators that it imports.</param>
sealed record EmittedModel(ExportedModel Model, Model Lowered, LoweredNames Names, long Opset);
