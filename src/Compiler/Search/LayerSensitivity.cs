using System.Collections.Concurrent;
using System.Numerics.Tensors;
using Qcc.Calibrate;
using Qcc.Core.Quantization;

namespace Qcc.Search;

/// <summary>What a layer does to the error and to the cost of a quantized network, the other layers being as they are (docs/algorithms.md C23).</summary>
/// <param name="Layer">Its first output.</param>
/// <param name="Error">Relative output error Σ (ref - x)² / Σ ref² of the network with the layer in integers, less that with it in float.</param>
/// <param name="Cost">What it costs more in float, conversions and what moves with it included.</param>
readonly record struct LayerSensitivity(string Layer, double Error, MixtureCost Cost);

/// <summary>
/// Measures mixtures of a plan, and by them what its layers add to the error. Mixtures that come out alike are run once.
/// </summary>
/// <param name="run">Runs a mixture's file: its outputs, sample by sample (<see cref="HeldOutError.Outputs"/>).</param>
/// <param name="reference">Outputs of the float model.</param>
sealed class SensitivityMeter(Mixtures mixtures, Func<Mixture, float[][]> run, float[][] reference, ParallelOptions parallel)
{
    /// <summary>Numbers of the outputs of all samples by which layers are compared; of more every so many-th counts.</summary>
    const int MostOfPairs = 1 << 16;

    readonly ConcurrentDictionary<string, Lazy<float[][]>> _outputs = new(StringComparer.Ordinal);
    readonly double _signal = reference.Sum(r => (double)TensorPrimitives.SumOfSquares<float>(r));

    /// <summary>Files that were made and run.</summary>
    public int Runs => _outputs.Count;

    /// <summary>Relative output error of a mixture.</summary>
    public double Error(Mixture mixture) => Outputs(mixture).Zip(reference, Distance).Sum() / _signal;

    /// <summary>The same of several, in their order.</summary>
    public double[] Errors(IReadOnlyList<Mixture> several) => InParallel.Select(several.Count, parallel, i => Error(several[i]));

    /// <summary>The relative error that a mixture has less than another one, by samples.</summary>
    public double[] Gains(Mixture mixture, Mixture other) => [.. Outputs(other).Zip(reference, Distance).Zip(Outputs(mixture).Zip(reference, Distance), (o, m) => (o - m) / _signal)];

    /// <summary>
    /// What layers add to the error of the plan: the squared change of the outputs where a layer becomes integer behind others that are already, all behind it being float. These
    /// changes add up to the whole error, and none holds the rounding errors of layers behind, which a change in front of them draws anew.
    /// </summary>
    /// <param name="layers">Those of interest: the others are taken together between them.</param>
    public LayerNoise Noise(IReadOnlyList<string> layers)
    {
        HashSet<string> asked = new(layers, StringComparer.Ordinal);
        int all = mixtures.Layers.Count;
        int[] counts = [.. Enumerable.Range(0, all).Where(i => asked.Contains(mixtures.Layers[i])).SelectMany(i => new[] { i, i + 1 }).Append(all).Where(c => c > 0).Distinct().Order()];
        float[][][] outputs = InParallel.Select(counts.Length, parallel, i => Outputs(mixtures.Beginning(counts[i])));
        int every = Math.Max(1, reference.Sum(r => r.Length) / MostOfPairs);
        float[][][] changes = [.. outputs.Select((o, i) => o.Zip(i == 0 ? reference : outputs[i - 1], (after, before) => Difference(after, before, every)).ToArray())];
        var products = new double[counts.Length, counts.Length];
        Parallel.For(0, counts.Length, parallel, i =>
        {
            for (int j = 0; j <= i; j++)
            {
                double[] terms = [.. changes[i].Zip(changes[j], (a, b) => a.Length == b.Length ? (double)every * TensorPrimitives.Dot<float>(a, b) : 0)];
                products[i, j] = products[j, i] = (i == j ? terms.Sum() : Counted(terms)) / _signal;
            }
        });
        // What several layers make together belongs to none of them.
        return new LayerNoise(mixtures, [.. counts.Select(c => asked.Contains(mixtures.Layers[c - 1]) ? mixtures.Layers[c - 1] : "")], products, Error(mixtures.None));
    }

    /// <summary>Of layers, in the order of the graph, those that are among some neighbours which together add a share of the error.</summary>
    public IReadOnlyList<string> Noisy(IReadOnlyList<string> layers, int together, double share)
    {
        HashSet<string> asked = new(layers, StringComparer.Ordinal);
        int[] places = [.. Enumerable.Range(0, mixtures.Layers.Count).Where(i => asked.Contains(mixtures.Layers[i]))];
        int[][] sets = [.. places.Chunk(together)];
        int[] counts = [.. sets.SelectMany(s => new[] { s[0], s[^1] + 1 }).Where(c => c > 0).Distinct()];
        InParallel.Select(counts.Length, parallel, i => Outputs(mixtures.Beginning(counts[i])));
        float[][] At(int count) => count == 0 ? reference : Outputs(mixtures.Beginning(count));
        double least = share * Error(mixtures.None) * _signal;
        return [.. sets.Where(s => At(s[^1] + 1).Zip(At(s[0]), Distance).Sum() >= least).SelectMany(s => s.Select(i => mixtures.Layers[i]))];
    }

    static float[] Difference(float[] a, float[] b, int every)
    {
        var difference = new float[Math.Min(a.Length, b.Length) / every];
        for (int k = 0; k < difference.Length; k++)
        {
            difference[k] = a[k * every] - b[k * every];
        }
        return difference;
    }

    /// <summary>
    /// What counts of the sum of a term over the samples that is mostly chance: as far as it exceeds its standard error (positive-part James-Stein).
    /// </summary>
    static double Counted(double[] terms)
    {
        double sum = terms.Sum();
        return sum == 0 || terms.Length == 1 ? 0 : sum * Math.Max(0, 1 - (VarianceOfSum(terms) / (sum * sum)));
    }

    /// <summary>Of layers, those whose cost in float, without conversions that neighbours would save, is at most this, the first of each that give the same mixture.</summary>
    public IReadOnlyList<string> Different(IReadOnlyList<string> layers, BudgetKind kind, double most)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return [.. layers.Where(l => mixtures.Turned(mixtures.None, l) is var with && mixtures.WithoutConversions(with).Of(kind) <= most && seen.Add(with.Key))];
    }

    /// <summary>Variance of a sum of independent terms, by how they differ.</summary>
    static double VarianceOfSum(double[] terms)
    {
        double mean = terms.Sum() / terms.Length;
        return terms.Sum(t => (t - mean) * (t - mean)) / Math.Max(terms.Length - 1, 1) * terms.Length;
    }

    /// <summary>Infinite where a shape differs.</summary>
    static double Distance(float[] a, float[] b) => a.Length == b.Length ? Math.Pow(TensorPrimitives.Distance<float>(a, b), 2) : double.PositiveInfinity;

    float[][] Outputs(Mixture mixture) => _outputs.GetOrAdd(mixture.Key, _ => new Lazy<float[][]>(() => run(mixture))).Value;

    /// <summary>What a mixture costs more than another one.</summary>
    public static MixtureCost Less(Mixture a, Mixture b) => new(a.Cost.Ns - b.Cost.Ns, a.Cost.Bytes - b.Cost.Bytes, a.Cost.Bops - b.Cost.Bops);
}
