using Qcc.Measure;

namespace Qcc.Compiler.Tests.Measure;

public sealed class SqnrMeterTests
{
    [Fact]
    public void Measures_signal_over_noise()
    {
        var meter = new SqnrMeter();
        meter.Add([3, 4], [3, 5]);
        Assert.Equal(10 * Math.Log10(25.0), meter.Db, 12);
        Assert.Equal(1, meter.MaxDifference);
        Assert.Equal(0.5, meter.MeanSquaredError);
        Assert.Equal((9 + 20) / (5 * Math.Sqrt(34)), meter.Cosine, 12);
    }

    [Fact]
    public void Parts_add_up()
    {
        SqnrMeter whole = new(), first = new(), second = new();
        whole.Add([1, 2, 3], [1, 2.5f, 2]);
        first.Add([1], [1]);
        second.Add([2, 3], [2.5f, 2]);
        first.Add(second);
        Assert.Equal(whole.Db, first.Db);
        Assert.Equal(whole.MaxDifference, first.MaxDifference);
        Assert.Equal(3, first.Count);
    }

    [Fact]
    public void Equal_values_have_infinite_sqnr_also_where_they_are_not_finite()
    {
        var meter = new SqnrMeter();
        meter.Add([1, float.NaN, float.PositiveInfinity], [1, float.NaN, float.PositiveInfinity]);
        Assert.Equal(double.PositiveInfinity, meter.Db);
        Assert.Equal(0, meter.MaxDifference);
    }

    [Fact]
    public void A_lone_nan_makes_the_worst()
    {
        var meter = new SqnrMeter();
        meter.Add([1, 2], [1, float.NaN]);
        Assert.Equal(double.NegativeInfinity, meter.Db);
        Assert.Equal(double.PositiveInfinity, meter.MaxDifference);
    }

    [Fact]
    public void Nothing_measured_is_no_number() => Assert.True(double.IsNaN(new SqnrMeter().Db));

    [Fact]
    public void Argmax_counts_rows()
    {
        var meter = new ArgmaxMeter();
        meter.Add([1, 2, 5, 0, 1, 1], [0, 3, 1, 2, 0, 7], columns: 2);
        Assert.Equal(3, meter.Rows);
        Assert.Equal(1, meter.Same);
        Assert.Null(new ArgmaxMeter().Share);
    }

    [Fact]
    public void The_first_maximum_counts() => Assert.Equal(1, ArgmaxMeter.Of([0, 2, 2, float.NaN]));
}
