using System.Collections.Concurrent;
using System.Numerics.Tensors;
using Qcc.Calibrate;
using Qcc.Core.Quantization;

namespace Qcc.Search;

/// <summary>What a layer does to the error and to the cost of a quantized network, the other layers being as they are (docs/algorithms.md C23).</summary>
/// <param name="Layer">Its first output.</param>
/// <param name="Error">Expected relative output error Σ (ref - x)² / Σ ref² of the network with the layer in integers, less that with it in float.</param>
/// <param name="Cost">What it costs more in float, conversions and what moves with it included.</param>
readonly record struct LayerSensitivity(string Layer, double Error, MixtureCost Cost);

/// <summary>
/// Measures layers within a mixture of a plan, each against the same mixture with that layer the other way, on the files of both. Mixtures that
/// come out alike are run once.
/// </summary>
/// <param name="run">Runs a mixture's file: its outputs, sample by sample (<see cref="HeldOutError.Outputs"/>).</param>
/// <param name="reference">Outputs of the float model.</param>
sealed class SensitivityMeter(Mixtures mixtures, Func<Mixture, float[][]> run, float[][] reference, ParallelOptions parallel)
{
    readonly ConcurrentDictionary<string, Lazy<float[][]>> _outputs = new(StringComparer.Ordinal);
    readonly double _signal = reference.Sum(r => (double)TensorPrimitives.SumOfSquares<float>(r));

    /// <summary>Files that were made and run.</summary>
    public int Runs => _outputs.Count;

    /// <summary>Relative output error of a mixture.</summary>
    public double Error(Mixture mixture) => Outputs(mixture).Zip(reference, Distance).Sum() / _signal;

    /// <summary>The layers within a mixture, in their order.</summary>
    public LayerSensitivity[] Measure(Mixture mixture, IReadOnlyList<string> layers)
    {
        float[][] outputs = Outputs(mixture);
        var sensitivities = new LayerSensitivity[layers.Count];
        Parallel.For(0, layers.Count, parallel, i =>
        {
            Mixture other = Turned(mixture, layers[i]);
            sensitivities[i] = mixture.Chosen.Contains(layers[i])
                ? new(layers[i], ErrorOf(Outputs(other), outputs), Less(mixture, other))
                : new(layers[i], ErrorOf(outputs, Outputs(other)), Less(other, mixture));
        });
        return sensitivities;
    }

    /// <summary>The error that the plan has and the same with each of these sets of layers in float has not.</summary>
    public double[] Joint(IReadOnlyList<string[]> sets)
    {
        float[][] outputs = Outputs(mixtures.None);
        var errors = new double[sets.Count];
        Parallel.For(0, sets.Count, parallel, i => errors[i] = ErrorOf(outputs, Outputs(With(sets[i]))));
        return errors;
    }

    /// <summary>What a set of layers costs more in float.</summary>
    public MixtureCost CostOf(string[] layers) => Less(With(layers), mixtures.None);

    Mixture With(string[] layers) => mixtures.With(layers.ToHashSet(StringComparer.Ordinal));

    /// <summary>Of layers, those whose cost in float is at most this, the first of each that give the same mixture.</summary>
    public IReadOnlyList<string> Different(IReadOnlyList<string> layers, BudgetKind kind, double most)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return [.. layers.Where(l => Turned(mixtures.None, l) is var with && Less(with, mixtures.None).Of(kind) <= most && seen.Add(KeyOf(with)))];
    }

    /// <summary>
    /// ‖I - r‖² - ‖F - r‖² = ‖I - F‖² + 2·⟨I - F, F - r⟩ with I and F the outputs with the layer in integers and in float, r the reference. The
    /// first term is what the layer itself does; the second one, how that goes together with the errors of all others, has a mean near zero
    /// and is mostly chance on few samples: it counts as far as it exceeds its standard error over the samples (positive-part James-Stein).
    /// </summary>
    double ErrorOf(float[][] integer, float[][] @float)
    {
        double own = 0;
        var together = new double[reference.Length];
        for (int s = 0; s < reference.Length; s++)
        {
            (float[] i, float[] f, float[] r) = (integer[s], @float[s], reference[s]);
            for (int k = 0; k < Math.Min(i.Length, f.Length); k++)
            {
                double difference = i[k] - f[k];
                own += difference * difference;
                together[s] += 2 * difference * (f[k] - r[k]);
            }
        }
        double sum = together.Sum(), mean = sum / together.Length;
        double variance = together.Sum(t => (t - mean) * (t - mean)) / Math.Max(together.Length - 1, 1) * together.Length;
        double counted = sum == 0 || together.Length == 1 ? 0 : sum * Math.Max(0, 1 - variance / (sum * sum));
        return (own + counted) / _signal;
    }

    /// <summary>Infinite where a shape differs.</summary>
    static double Distance(float[] a, float[] b) => a.Length == b.Length ? Math.Pow(TensorPrimitives.Distance<float>(a, b), 2) : double.PositiveInfinity;

    float[][] Outputs(Mixture mixture) => _outputs.GetOrAdd(KeyOf(mixture), _ => new Lazy<float[][]>(() => run(mixture))).Value;

    static string KeyOf(Mixture mixture) => string.Join('\n', mixture.Float.Order(StringComparer.Ordinal));

    Mixture Turned(Mixture mixture, string layer)
    {
        var chosen = new HashSet<string>(mixture.Chosen, StringComparer.Ordinal);
        if (!chosen.Remove(layer))
        {
            chosen.Add(layer);
        }
        return mixtures.With(chosen);
    }

    static MixtureCost Less(Mixture a, Mixture b) => new(a.Cost.Ns - b.Cost.Ns, a.Cost.Bytes - b.Cost.Bytes, a.Cost.Bops - b.Cost.Bops);
}
