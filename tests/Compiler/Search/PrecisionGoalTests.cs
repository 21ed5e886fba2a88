using CsCheck;
using Qcc.Search;

namespace Qcc.Compiler.Tests.Search;

public sealed class PrecisionGoalTests
{
    /// <summary>The time of the integer file: costs are shares of it.</summary>
    const double Ns = 1000;

    static readonly PrecisionGoal Goal = PrecisionGoal.WorthItsTime(Ns, 3 * Ns);

    /// <summary>A layer that pays beside any mixture could pay; one that could, does so at one of the errors that may be left.</summary>
    [Fact]
    public void A_layer_could_pay_if_there_is_an_error_beside_which_it_does() =>
        Gen.Select(Gen.Double[0, 0.1], Gen.Double[-5, -1], Gen.Double[0.01, 1], Gen.Double[0.05, 1]).Sample((cost, magnitude, share, floor) =>
        {
            double most = Math.Pow(10, magnitude), error = share * most, least = floor * (most - error);
            bool pays = Enumerable.Range(0, 1001).Select(i => least + i / 1000.0 * (most - error - least)).Any(left => Goal.Value(cost * Ns, left) > Goal.Value(0, left + error));
            return !pays || Goal.CouldPay(cost * Ns, error, least, most);
        });

    [Theory]
    [InlineData(20, 0.079, true)]
    [InlineData(20, 0.081, false)]
    [InlineData(29.5, 0.019, true)]
    [InlineData(29.5, 0.021, false)]
    public void A_decibel_is_worth_8_percent_of_the_time_below_28_and_2_percent_below_32(double db, double cost, bool pays)
    {
        (double most, double left) = (Math.Pow(10, -db / 10), Math.Pow(10, -(db + 1) / 10));
        Assert.Equal(pays, Goal.CouldPay(cost * Ns, most - left, left, most));
    }

    [Fact]
    public void Nothing_is_worth_time_where_40_decibels_are_reached() => Assert.False(Goal.CouldPay(1e-6 * Ns, 5e-5, 4e-5, 9e-5));
}
