using Qcc.Core.Ir;

namespace Qcc.Core.Text;

/// <summary>Where a text comes from and where its weights are.</summary>
public sealed record ParseOptions
{
    /// <summary>The file that diagnostics name.</summary>
    public string File { get; init; } = "text";

    /// <summary>The number of the text's first line in its file.</summary>
    public int FirstLine { get; init; } = 1;

    /// <summary>The tensor of a type with a hash (<see cref="TensorHash"/>), or null where it is not known.</summary>
    public Func<TensorType, string, Tensor?> Weights { get; init; } = (_, _) => null;
}
