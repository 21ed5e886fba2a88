namespace Qcc.Onnx.OpsetRaising;

/// <summary>A node that has no equal in a newer opset.</summary>
/// <param name="Operator">Its operator.</param>
/// <param name="From">The version of the operator that the node is written for.</param>
/// <param name="To">The version at which it changed.</param>
/// <param name="Reason">What has no equal, a clause.</param>
/// <param name="Remedy">What the user can do beside exporting again, a clause.</param>
public sealed record Refusal(string Operator, int From, int To, string Reason, string Remedy);
