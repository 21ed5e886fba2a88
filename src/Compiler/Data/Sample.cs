using Qcc.Core.Ir;

namespace Qcc.Data;

/// <summary>One sample: a tensor for each model input, batch dimension included.</summary>
/// <param name="Name">Where it comes from, for diagnostics: a file name, an index.</param>
public sealed record Sample(string Name, IReadOnlyDictionary<string, Tensor> Inputs);
