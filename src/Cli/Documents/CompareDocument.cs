using Qcc.Cli.Output;
using Qcc.Core.Diagnostics;

namespace Qcc.Cli.Documents;

/// <summary>The answer of <c>compare</c>: how a model's outputs differ from another's.</summary>
sealed record CompareDocument() : Document("compare")
{
    /// <summary>The reference, then the other.</summary>
    public IReadOnlyList<InputFile> Inputs { get; init; } = [];
    public int? Samples { get; init; }

    /// <summary>Over all float outputs; null where there is none.</summary>
    public double? SqnrDb { get; init; }
    public IReadOnlyList<OutputEntry> Outputs { get; init; } = [];

    public override void WriteText(TextWriter writer)
    {
        if (Samples is null)
        {
            return;
        }
        var table = new TextTable("output", "SQNR", "max difference", "cosine", "same argmax", "equal") { Right = [1, 2, 3, 4, 5] };
        foreach (OutputEntry o in Outputs)
        {
            table.Add(o.Name, Cell(o.SqnrDb, Quantity.Decibels), Cell(o.MaxDifference, Quantity.Number), Cell(o.Cosine, Quantity.Cosine), Cell(o.SameArgmax, Quantity.Percent), Cell(o.EqualShare, Quantity.Percent));
        }
        table.WriteTo(writer);
        writer.WriteLine($"{Samples} samples{(SqnrDb is { } db ? $", {Quantity.Decibels(db)} over all float outputs" : "")}");
    }

    static string Cell(double? value, Func<double, string> format) => value is { } v ? format(v) : "-";
}

/// <summary>An output's differences; what does not apply to its type is null.</summary>
sealed record OutputEntry(string Name, double? SqnrDb, double? MaxDifference, double? Cosine, double? SameArgmax, double? EqualShare);
