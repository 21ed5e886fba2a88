using Qcc.Core.Ops;

namespace Qcc.Onnx.OpsetRaising;

/// <summary>How a node must be rewritten because its operator changed its meaning or form.</summary>
/// <param name="Operator">The operator.</param>
/// <param name="Version">The opset version at which it changed; the node has the form of the version before.</param>
/// <param name="Apply">Brings the node into the form of <paramref name="Version"/>; its outputs keep their names and values.</param>
sealed record Conversion(Operator Operator, int Version, Action<ConversionSite> Apply);
