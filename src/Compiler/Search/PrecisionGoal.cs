namespace Qcc.Search;

/// <summary>Which mixture of integers and floats is wanted.</summary>
sealed class PrecisionGoal
{
    /// <summary>Below this output SQNR in dB answers change, and a decibel is worth most.</summary>
    const double LeastDb = 28;

    /// <summary>Up to this one a decibel is worth much.</summary>
    const double EnoughDb = 32;

    /// <summary>Beyond this one nothing is worth time.</summary>
    const double PlentyDb = 40;

    /// <summary>What a decibel is worth below the first of these and between them, as a share of the integer file's expected time.</summary>
    const double WorthMost = 0.08, WorthMuch = 0.02, WorthLittle = 0.01;

    /// <summary>What one is worth up to the second, as a share of the memory of all activations.</summary>
    const double MemoryMuch = 0.03;

    /// <summary>At most this share of time is given in all.</summary>
    public const double MostShare = 0.10;

    /// <summary>More than any time: of mixtures that exceed an error the one that exceeds it least is the best.</summary>
    const double Missed = 1e30;

    readonly Func<double, double, double> _value;

    PrecisionGoal(BudgetKind limited, double limit, Func<double, double, double> value) => (Limited, Limit, _value) = (limited, limit, value);

    /// <summary>What is limited, and with what <see cref="Value"/> reckons.</summary>
    public BudgetKind Limited { get; }

    /// <summary>Whether errors are bought: there is a price, and no more is taken away than is worth it.</summary>
    public bool Buys { get; private init; }

    /// <summary>The most that a mixture may cost.</summary>
    public double Limit { get; }

    /// <summary>The largest relative output error that is allowed, or null.</summary>
    public double? MostError { get; private init; }

    /// <summary>How good a mixture is; -∞ where it is not allowed.</summary>
    /// <param name="cost">Its cost in what is limited.</param>
    /// <param name="error">Its relative output error.</param>
    public double Value(double cost, double error) => cost > Limit * (1 + 1e-9) ? double.NegativeInfinity : _value(cost, error);

    /// <summary>The default: decibels are bought with time at fixed prices (docs/algorithms.md C24). Never slower than float.</summary>
    /// <param name="ns">Expected time of the integer file.</param>
    /// <param name="floatNs">Expected time of the float model.</param>
    public static PrecisionGoal WorthItsTime(double ns, double floatNs)
    {
        return new PrecisionGoal(BudgetKind.Latency, Math.Min((1 + MostShare) * ns, Math.Max(floatNs, ns)), (cost, error) => WorthInTime(error) - (cost / ns - 1)) { Buys = true };
    }

    /// <summary>The mixture that a budget asks for: with the least error within a cost, or the fastest within an error.</summary>
    public static PrecisionGoal Within(Budget budget, Mixtures mixtures)
    {
        double most = budget.Value * budget.Value;
        return budget.Kind == BudgetKind.Drop
            ? new PrecisionGoal(BudgetKind.Latency, double.MaxValue, (cost, error) => error <= most ? -cost : -Missed * (1 + error)) { MostError = most }
            : new PrecisionGoal(budget.Kind, budget.IsShare ? budget.Value * mixtures.Float.Of(budget.Kind) : budget.Value, (_, error) => -error);
    }

    /// <summary>
    /// Whether a layer can be worth what it costs in float, whatever else becomes of the network: what taking an error away is worth depends on how much is
    /// left of it.
    /// </summary>
    /// <param name="cost">What the layer costs more in float.</param>
    /// <param name="error">The error that it takes away.</param>
    /// <param name="least">The least error that may be left.</param>
    /// <param name="most">The error with nothing in float.</param>
    public bool CouldPay(double cost, double error, double least, double most)
    {
        // Between these, a decibel's price is the same and an error is worth more the less is left.
        double[] left = [least, Math.Pow(10, -LeastDb / 10), Math.Pow(10, -EnoughDb / 10), Math.Pow(10, -PlentyDb / 10)];
        return !Buys || left.Select(l => Math.Clamp(l, least, Math.Max(most - error, least))).Any(l => _value(cost, l) > _value(0, l + error));
    }

    /// <summary>What an error is worth in shares of the memory of all activations, greatest where it is small.</summary>
    public static double WorthInMemory(double error) => Worth(error, MemoryMuch, MemoryMuch);

    /// <summary>The same in shares of time.</summary>
    static double WorthInTime(double error) => Worth(error, WorthMost, WorthMuch);

    static double Worth(double error, double below, double between)
    {
        double db = error > 0 ? -10 * Math.Log10(error) : PlentyDb;
        return below * Math.Min(db, LeastDb) + between * Math.Clamp(db - LeastDb, 0, EnoughDb - LeastDb) + WorthLittle * Math.Clamp(db - EnoughDb, 0, PlentyDb - EnoughDb);
    }

    /// <summary>Whether a network with this error could gain anything worth time.</summary>
    public static bool AsksForMore(double db) => db < PlentyDb;
}
