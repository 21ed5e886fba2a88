using Qcc.Core.Ir;
using Qcc.Core.Quantization;

namespace Qcc.Codegen.C;

/// <summary>What a C project is made from besides the graph.</summary>
/// <param name="Name">What its files, functions and macros begin with; any text, made an identifier.</param>
public sealed record CProjectOptions(string Name)
{
    /// <summary>Scale and zero point of graph inputs and outputs by value name, for the header; those that are missing are left out there.</summary>
    public IReadOnlyDictionary<string, QuantParams> Quantization { get; init; } = new Dictionary<string, QuantParams>();

    /// <summary>Samples for the project's test: a tensor for each graph input by name. The evaluator computes what they must give.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, Tensor>> Samples { get; init; } = [];

    /// <summary>Version of the compiler, for the files' first line.</summary>
    public string Version { get; init; } = "";
}
