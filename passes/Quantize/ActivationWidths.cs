using Qcc.Core.Ir;

namespace Qcc.Passes.Quantize;

/// <summary>
/// In how many bits activations have their codes: as the kernels give them by what reads a value (<see cref="Core.Quantization.Kernel.ResultType"/>),
/// unless chosen otherwise.
/// </summary>
/// <param name="choices">By value name.</param>
public sealed class ActivationWidths(IReadOnlyDictionary<string, WidthChoice> choices)
{
    /// <summary>What the kernels give.</summary>
    public static ActivationWidths ByReader { get; } = new(new Dictionary<string, WidthChoice>());

    /// <summary>Whether any width was chosen or confirmed by measurement.</summary>
    public bool IsChosen => choices.Count > 0;

    /// <summary>Type of the codes of a unit's result. A code range of 16 bits around zero has no activation's effect, so without a choice there are 8 behind one.</summary>
    public ElementType TypeOf(QuantUnit unit) => choices.TryGetValue(unit.Output.Name, out WidthChoice? choice) ? choice.Type
        : unit.Activation is not null ? ElementType.U8
        : unit.Kernel!.ResultType(unit.Output);

    /// <summary>Type of the codes of a value that no integer unit gives.</summary>
    public ElementType TypeOf(Value input) => choices.GetValueOrDefault(input.Name)?.Type ?? ElementType.U8;

    /// <summary>Whether layers with weights read 16 bits of a value, and not its codes narrowed to 8.</summary>
    public bool ReachLayers(Value value) => choices.GetValueOrDefault(value.Name) is { Type: ElementType.S16, InLayers: true };

    /// <summary>The same with other choices for some values.</summary>
    public ActivationWidths With(IEnumerable<KeyValuePair<string, WidthChoice>> others)
    {
        var changed = new Dictionary<string, WidthChoice>(choices, StringComparer.Ordinal);
        foreach ((string value, WidthChoice choice) in others)
        {
            changed[value] = choice;
        }
        return new ActivationWidths(changed);
    }

    /// <summary>Why codes have as many bits as they have; null for 8 that nobody looked at.</summary>
    public string? ReasonOf(ScaleGroup group) => group.Values.Select(v => choices.GetValueOrDefault(v.Name)).FirstOrDefault(c => c?.Type == group.Type)?.Reason
        ?? (group.Type == ElementType.S16 ? "16 bits for what reads it" : null);
}

/// <summary>A chosen width.</summary>
/// <param name="Type">U8 or S16.</param>
/// <param name="Reason">Why, for people.</param>
public sealed record WidthChoice(ElementType Type, string Reason)
{
    /// <summary>Whether layers with weights read these codes where they have 16 bits.</summary>
    public bool InLayers { get; init; }
}
