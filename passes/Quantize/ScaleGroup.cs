using Qcc.Core.Ir;

namespace Qcc.Passes.Quantize;

/// <summary>Values that share their quantization parameters.</summary>
/// <param name="Values">At least one.</param>
/// <param name="Low">Least value of the union of their ranges, at most 0.</param>
/// <param name="High">Greatest, at least 0.</param>
/// <param name="Type">U8 or S16.</param>
public sealed record ScaleGroup(IReadOnlyList<Value> Values, float Low, float High, ElementType Type);
