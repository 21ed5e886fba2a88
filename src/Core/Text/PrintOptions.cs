using Qcc.Core.Ir;

namespace Qcc.Core.Text;

/// <summary>Which names of values the text shows.</summary>
public enum ValueNames
{
    /// <summary>The names of the file: the text is parsed back exactly.</summary>
    AsTheyAre,

    /// <summary>
    /// %0, %1, ... in the order of definition, but for inputs and outputs of the main graph; node names are left out and constants
    /// with one reader stand at their use. Two graphs that differ in names alone have the same text.
    /// </summary>
    Numbered,
}

/// <summary>How a graph is printed.</summary>
public sealed record PrintOptions
{
    public ValueNames Names { get; init; }

    /// <summary>Tensors of more elements are shown by their hash.</summary>
    public int InlineLimit { get; init; } = 16;

    /// <summary>A comment for the line that defines a value, such as its quantization; null for none. Comments are not parsed back.</summary>
    public Func<Value, string?>? Comment { get; init; }
}
