using Qcc.Cli.Output;
using Qcc.Core.Diagnostics;

namespace Qcc.Cli.Documents;

/// <summary>The answer of <c>bench</c>: which model is faster here.</summary>
sealed record BenchDocument() : Document("bench")
{
    public IReadOnlyList<InputFile> Inputs { get; init; } = [];

    /// <summary>Samples that the runs took in turn.</summary>
    public int? Samples { get; init; }
    public bool? MadeUp { get; init; }
    public IReadOnlyList<RaceEntry> Races { get; init; } = [];

    public override void WriteText(TextWriter writer)
    {
        foreach (RaceEntry race in Races)
        {
            var table = new TextTable($"{race.Threads} thread{(race.Threads == 1 ? "" : "s")}", "median", "ratio", "spread") { Right = [1, 2, 3] };
            foreach (RacerEntry racer in race.Models)
            {
                table.Add(racer.Path, Quantity.Milliseconds(racer.MedianMs), Quantity.Ratio(racer.Ratio), $"{Quantity.Ratio(racer.RatioLow)}..{Quantity.Ratio(racer.RatioHigh)}");
            }
            table.WriteTo(writer);
        }
    }
}

/// <summary>A race with so many threads.</summary>
sealed record RaceEntry(int Threads, IReadOnlyList<RacerEntry> Models);

/// <summary>A model's time and its ratio to the first; the spread tells how quiet the machine was.</summary>
sealed record RacerEntry(string Path, double MedianMs, double Ratio, double RatioLow, double RatioHigh);
