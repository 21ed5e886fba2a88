using Qcc.Measure;

namespace Qcc.Compiler.Tests.Measure;

public sealed class LatencyRaceTests
{
    /// <summary>A clock that contestants move.</summary>
    sealed class Clock : TimeProvider
    {
        public long Ticks { get; set; }
        public override long GetTimestamp() => Ticks;
        public override long TimestampFrequency => TimeSpan.TicksPerSecond;
    }

    readonly Clock _clock = new();
    readonly List<char> _calls = [];

    Action Contestant(char name, double milliseconds) => () =>
    {
        _calls.Add(name);
        _clock.Ticks += TimeSpan.FromMilliseconds(milliseconds).Ticks;
    };

    RaceOptions Options(double milliseconds) => new()
    {
        Clock = _clock,
        Duration = TimeSpan.FromMilliseconds(milliseconds),
        WarmUp = TimeSpan.Zero,
        Slice = TimeSpan.FromMilliseconds(1),
    };

    [Fact]
    public void Ratios_are_to_the_first()
    {
        IReadOnlyList<RaceTime> times = LatencyRace.Run([Contestant('a', 4), Contestant('b', 1)], Options(500));
        Assert.Equal(new RaceTime(4, 1, 1, 1), times[0]);
        Assert.Equal(new RaceTime(1, 0.25, 0.25, 0.25), times[1]);
    }

    [Fact]
    public void Contestants_take_turns_and_the_starter_changes()
    {
        LatencyRace.Run([Contestant('a', 1), Contestant('b', 1), Contestant('c', 1)], Options(0));
        // One warm-up call each, then five rounds.
        Assert.Equal("abc" + "abc" + "bca" + "cab" + "abc" + "bca", string.Concat(_calls));
    }

    [Fact]
    public void A_short_call_is_repeated_until_it_fills_a_slice()
    {
        IReadOnlyList<RaceTime> times = LatencyRace.Run([Contestant('a', 0.25)], Options(0));
        Assert.Equal(1 + 4 * LatencyRace.LeastRounds, _calls.Count);
        Assert.Equal(0.25, times[0].MedianMs);
    }

    [Fact]
    public void A_slow_fifth_shows_in_the_spread()
    {
        int calls = 0;
        Action disturbed = () => _clock.Ticks += TimeSpan.FromMilliseconds(calls++ < 4 ? 8 : 2).Ticks;
        IReadOnlyList<RaceTime> times = LatencyRace.Run([Contestant('a', 2), disturbed], Options(60));
        Assert.Equal(1, times[1].Ratio);
        Assert.Equal(4, times[1].RatioHigh);
    }

    [Fact]
    public void A_cancelled_race_ends() => Assert.Throws<OperationCanceledException>(() =>
        LatencyRace.Run([Contestant('a', 1)], Options(1000), new CancellationToken(canceled: true)));

    [Theory]
    [InlineData(new double[] { 3, 1, 2 }, 2)]
    [InlineData(new double[] { 4, 1, 2, 3 }, 2.5)]
    public void The_median_is_the_middle(double[] values, double median) => Assert.Equal(median, LatencyRace.Median(values));
}
