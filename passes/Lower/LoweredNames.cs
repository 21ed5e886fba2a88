namespace Qcc.Passes.Lower;

/// <summary>Where things of a plan are in the lowered graph; names there are fresh, so they cannot be guessed.</summary>
/// <param name="Codes">Value of the plan to the value that holds its codes.</param>
/// <param name="Weights">First output of a node with weights to the initializer that holds its codes.</param>
public sealed record LoweredNames(IReadOnlyDictionary<string, string> Codes, IReadOnlyDictionary<string, string> Weights);
