using Qcc.Onnx;
using Qcc.Passes.Lower;

namespace Qcc.Search;

/// <summary>A lowered model, ready to be written, and where the plan's values and weights are in it.</summary>
sealed record EmittedModel(ExportedModel Model, LoweredNames Names);
