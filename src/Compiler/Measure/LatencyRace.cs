namespace Qcc.Measure;

/// <summary>How long a race lasts and how fine it measures.</summary>
public sealed record RaceOptions
{
    /// <summary>Time for all contestants together, warm-up not counted. At least <see cref="LatencyRace.LeastRounds"/> rounds are run whatever they take.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Each contestant runs at least this long before the first round.</summary>
    public TimeSpan WarmUp { get; init; } = TimeSpan.FromMilliseconds(150);

    /// <summary>A measurement repeats the call until it lasts this long.</summary>
    public TimeSpan Slice { get; init; } = TimeSpan.FromMilliseconds(2);

    /// <summary>The clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}

/// <summary>What a race found about one contestant.</summary>
/// <param name="MedianMs">Median over rounds of the time of one call. Only ratios of one race are comparable between machines and days.</param>
/// <param name="Ratio">Median over rounds of this contestant's time divided by the first one's in the same round.</param>
/// <param name="RatioLow">Least ratio of medians in five consecutive fifths of the race; the interval tells how quiet the machine was.</param>
/// <param name="RatioHigh">Greatest such ratio.</param>
public sealed record RaceTime(double MedianMs, double Ratio, double RatioLow, double RatioHigh);

/// <summary>
/// Compares the speed of calls by interleaving them: A B C A B C ..., the starter changing every round, so that a busy or
/// throttled machine slows all alike.
/// </summary>
public static class LatencyRace
{
    /// <summary>Rounds that every race has.</summary>
    public const int LeastRounds = 5;

    const int Parts = 5;

    /// <summary>Races the contestants; each call must do the same work every time.</summary>
    /// <returns>One entry per contestant, in their order; the first has ratio 1.</returns>
    public static IReadOnlyList<RaceTime> Run(IReadOnlyList<Action> contestants, RaceOptions options, CancellationToken cancellation = default)
    {
        int[] repeats = [.. contestants.Select(c => WarmUp(c, options, cancellation))];
        List<double>[] times = [.. contestants.Select(_ => new List<double>())];
        long start = options.Clock.GetTimestamp();
        for (int round = 0; round < LeastRounds || options.Clock.GetElapsedTime(start) < options.Duration; round++)
        {
            for (int turn = 0; turn < contestants.Count; turn++)
            {
                cancellation.ThrowIfCancellationRequested();
                int who = (round + turn) % contestants.Count;
                times[who].Add(Time(contestants[who], repeats[who], options.Clock) / repeats[who]);
            }
        }
        return [.. times.Select(t => Summary(t, times[0]))];
    }

    /// <summary>Runs a contestant warm; returns how many calls fill a slice.</summary>
    static int WarmUp(Action contestant, RaceOptions options, CancellationToken cancellation)
    {
        double best = double.PositiveInfinity;
        long start = options.Clock.GetTimestamp();
        do
        {
            cancellation.ThrowIfCancellationRequested();
            best = Math.Min(best, Time(contestant, 1, options.Clock));
        }
        while (options.Clock.GetElapsedTime(start) < options.WarmUp);
        return (int)Math.Clamp(Math.Ceiling(options.Slice.TotalMilliseconds / Math.Max(best, 1e-6)), 1, 100_000);
    }

    /// <summary>Milliseconds of <paramref name="calls"/> calls.</summary>
    static double Time(Action contestant, int calls, TimeProvider clock)
    {
        long start = clock.GetTimestamp();
        for (int i = 0; i < calls; i++)
        {
            contestant();
        }
        return clock.GetElapsedTime(start).TotalMilliseconds;
    }

    static RaceTime Summary(List<double> times, List<double> first)
    {
        double[] ratios = [.. times.Zip(first, (t, f) => t / f)];
        double[] parts = [.. Enumerable.Range(0, Parts).Select(p => Median(ratios[(p * ratios.Length / Parts)..((p + 1) * ratios.Length / Parts)]))];
        return new RaceTime(Median([.. times]), Median(ratios), parts.Min(), parts.Max());
    }

    /// <summary>The middle value, or the mean of the two middle ones.</summary>
    internal static double Median(double[] values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[sorted.Length / 2 - 1] + sorted[sorted.Length / 2]) / 2;
    }
}
