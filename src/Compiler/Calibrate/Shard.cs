namespace Qcc.Calibrate;

/// <summary>A part of the work that several runs share: of things numbered from 0, those whose number is Index - 1 modulo Of.</summary>
/// <param name="Index">1..<paramref name="Of"/>.</param>
/// <param name="Of">The number of parts.</param>
public readonly record struct Shard(int Index, int Of)
{
    /// <summary>Most parts that work is split into.</summary>
    public const int Most = 100_000;

    /// <summary>The only part: everything.</summary>
    public static Shard Whole { get; } = new(1, 1);

    /// <summary>Whether a thing belongs to this part.</summary>
    /// <param name="number">Its number, from 0.</param>
    public bool Has(int number) => number % Of == Index - 1;

    /// <summary>The number of the <paramref name="ordinal"/>-th thing of this part, both from 0.</summary>
    public int Number(int ordinal) => checked(Index - 1 + ordinal * Of);

    public override string ToString() => $"{Index}/{Of}";
}
