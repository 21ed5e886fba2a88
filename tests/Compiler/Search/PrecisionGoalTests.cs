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
    [InlineData(0.029, true)]
    [InlineData(0.031, false)]
    public void A_decibel_below_32_is_worth_3_percent_of_the_time(double cost, bool pays)
    {
        (double most, double left) = (Math.Pow(10, -2.0), Math.Pow(10, -2.1));
        Assert.Equal(pays, Goal.CouldPay(cost * Ns, most - left, left, most));
    }

    [Fact]
    public void Nothing_is_worth_time_where_40_decibels_are_reached() => Assert.False(Goal.CouldPay(1e-6 * Ns, 5e-5, 4e-5, 9e-5));
}
