namespace Qcc.Passes.Canonicalize;

/// <summary>What becomes of inputs with a default value.</summary>
public enum OverridableInputs
{
    /// <summary>They become constants, which can be quantized.</summary>
    Freeze,

    /// <summary>They stay inputs; what they feed stays float.</summary>
    Keep,
}
