using System.Globalization;

namespace Qcc.Core.Ir;

/// <summary>One dimension of a shape: a known size, a symbol ("batch") or unknown.</summary>
public readonly record struct Dim
{
    /// <summary>The size, or null where it is symbolic or unknown.</summary>
    public long? Size { get; private init; }

    /// <summary>The symbol, or null.</summary>
    public string? Symbol { get; private init; }

    public static Dim Of(long size) => new() { Size = size };
    public static Dim Of(string symbol) => new() { Symbol = symbol };
    public static Dim Unknown => default;
    public static implicit operator Dim(long size) => Of(size);

    public override string ToString() => Size?.ToString(CultureInfo.InvariantCulture) ?? Symbol ?? "?";
}
