using Qcc.Passes.Quantize;

namespace Qcc.Search;

/// <summary>
/// What each integer layer adds to the outputs of a quantized network, and what is expected of it in a mixture (docs/algorithms.md C23). With d the changes that layers make, which add up to
/// the whole error, the error is Σ ⟨d, d'⟩ over all pairs. What a layer in float takes away depends on its neighbours: the error of its weights, and that of rounding its
/// result as far as nobody reads that as codes.
/// </summary>
/// <param name="layers">First outputs of layers.</param>
/// <param name="products">⟨d, d'⟩ by pairs of layers, over the power of the outputs; between different layers as far as they exceed their standard error over the samples.</param>
/// <param name="error">Relative output error with nothing in float.</param>
sealed class LayerNoise(Mixtures mixtures, IReadOnlyList<string> layers, double[,] products, double error)
{
    /// <summary>Share of a weighted layer's error that its weights make: about what networks gain with float weights. The rest is made by rounding its result.</summary>
    const double OfWeights = 0.3;

    /// <summary>What is left of the error of a float result that some layers read as codes and others as it is: the latter ones are mostly a residual stream, which keeps it.</summary>
    const double OfSomeReaders = 0.25;

    readonly double _all = products.Cast<double>().Sum();

    /// <summary>Relative output error with nothing in float.</summary>
    public double Error => error;

    /// <summary>The share of the error that a layer adds by itself.</summary>
    public double ShareOf(string layer) => layers.ToList().IndexOf(layer) is >= 0 and var i ? products[i, i] / _all : 0;

    /// <summary>The expected relative output error of a mixture; layers that were not measured count for nothing.</summary>
    public double ErrorOf(Mixture mixture)
    {
        if (!(_all > 0))
        {
            return error;
        }
        double[] left = [.. layers.Select(l => mixture.Float.Contains(l) ? Math.Sqrt(1 - TakenAway(l, mixture)) : 1)];
        double sum = 0;
        for (int i = 0; i < left.Length; i++)
        {
            for (int j = 0; j < left.Length; j++)
            {
                sum += left[i] * left[j] * products[i, j];
            }
        }
        return error * Math.Max(sum, 0) / _all;
    }

    double TakenAway(string layer, Mixture mixture)
    {
        if (!mixtures.Readers.TryGetValue(layer, out (QuantUnit Unit, IReadOnlyList<string?> Readers) made))
        {
            return 0;
        }
        int codes = made.Readers.Count(r => r is not null && mixtures.IsInteger(r) && !mixture.Float.Contains(r));
        double left = codes == 0 ? 0 : codes == made.Readers.Count ? 1 : OfSomeReaders, weights = made.Unit.Kernel!.HasWeights ? OfWeights : 0;
        return weights + ((1 - weights) * (1 - left));
    }
}
