namespace Qcc;

/// <summary>What a mixture of precisions is limited by.</summary>
public enum BudgetKind
{
    /// <summary>Expected time by the kernel table.</summary>
    Latency,

    /// <summary>Bytes of the constants of layers.</summary>
    Size,

    /// <summary>Bit operations: multiply-accumulates times the bits of either factor.</summary>
    Bops,

    /// <summary>The error of the outputs on held-out samples, √(Σ (ref - x)² / Σ ref²); the fastest mixture within it is sought.</summary>
    Drop,
}

/// <summary>A limit within which layers are given their precision.</summary>
/// <param name="Kind">What is limited.</param>
/// <param name="Value">The limit: bytes, bit operations, or a share.</param>
/// <param name="IsShare">Whether the limit is a share, 0..1: of what the float model takes, or for <see cref="BudgetKind.Drop"/> of the outputs.</param>
public sealed record Budget(BudgetKind Kind, double Value, bool IsShare)
{
    /// <summary>The words of the command line, rounded up.</summary>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture,
        $"{Kind.ToString().ToLowerInvariant()}={(IsShare ? Math.Ceiling(Value * 1000 - 1e-9) / 10 : Math.Ceiling(Value)):0.#}{(IsShare ? "%" : "")}");
}
