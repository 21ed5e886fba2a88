using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;
using Qcc.Onnx.Runtime;

namespace Qcc.Measure;

/// <summary>Counts one metric.</summary>
/// <param name="place">The labels and the output, for messages.</param>
sealed class EvaluationMeter(Metric metric, Place place)
{
    const int Five = 5;

    readonly SqnrMeter _differences = new();
    double _absolute;
    double _lost;
    long _rows, _first, _amongFive;
    int _columns;

    /// <summary>The metric that such answers are usually for.</summary>
    public static Metric NaturalFor(Tensor answer) => IsStoredPicture(answer) ? Metric.Psnr : answer.Element.IsFloat() ? Metric.Mse : Metric.Top1;

    /// <summary>Takes the output of one run and its answers.</summary>
    public void Add(OrtOutputs outputs, Tensor labels)
    {
        if (metric is Metric.Top1 or Metric.Perplexity)
        {
            AddClasses(outputs, labels);
        }
        else
        {
            AddValues(outputs, labels);
        }
    }

    public Evaluation Result(int samples, string output)
    {
        double share = (double)_first / _rows;
        return metric == Metric.Top1
            ? new Evaluation(metric, share, _columns > Five ? (double)_amongFive / _rows : null, Math.Sqrt(share * (1 - share) / _rows), samples, _rows, output)
            : new Evaluation(metric, Value(), null, null, samples, metric == Metric.Perplexity ? _rows : _differences.Count, output);
    }

    double Value() => metric switch
    {
        Metric.Mse => _differences.MeanSquaredError,
        Metric.Psnr => -10 * Math.Log10(_differences.MeanSquaredError),
        Metric.Mae => _absolute / _differences.Count,
        Metric.Sqnr => _differences.Db,
        Metric.Perplexity => Math.Exp(_lost / _rows),
        _ => throw new InvalidOperationException($"{metric} is no difference of values"),
    };

    void AddClasses(OrtOutputs outputs, Tensor labels)
    {
        if (labels.Element.IsFloat())
        {
            throw Misfit(outputs, labels);
        }
        long[] expected = labels.ToInt64();
        if (!outputs.Element(0).IsFloat() && metric == Metric.Top1)
        {
            AddClassNumbers(outputs, expected, labels);
            return;
        }
        ReadOnlySpan<float> scores = OutputValues.Floats(outputs, 0);
        _columns = OutputValues.Columns(outputs, 0);
        if (_columns < 2 || scores.Length != (long)expected.Length * _columns)
        {
            throw Misfit(outputs, labels);
        }
        for (int row = 0; row < expected.Length; row++)
        {
            if (metric == Metric.Perplexity && expected[row] >= _columns)
            {
                throw Misfit(outputs, labels);
            }
            // A negative label marks what is not to be counted, such as padding.
            if (expected[row] >= 0 && expected[row] < _columns)
            {
                int rank = Rank(scores.Slice(row * _columns, _columns), (int)expected[row]);
                _first += rank == 0 ? 1 : 0;
                _amongFive += rank < Five ? 1 : 0;
                _lost += metric == Metric.Perplexity ? -LogProbability(scores.Slice(row * _columns, _columns), (int)expected[row]) : 0;
            }
            _rows += expected[row] >= 0 ? 1 : 0;
        }
    }

    /// <summary>log p of a class, from scores or from probabilities that sum up to 1.</summary>
    static double LogProbability(ReadOnlySpan<float> row, int label)
    {
        (double sum, float most, float least) = (0, float.NegativeInfinity, float.PositiveInfinity);
        foreach (float score in row)
        {
            (sum, most, least) = (sum + score, MathF.Max(most, score), MathF.Min(least, score));
        }
        if (least >= 0 && Math.Abs(sum - 1) < 1e-3)
        {
            return Math.Log(Math.Max(row[label], float.Epsilon));
        }
        double exponentials = 0;
        foreach (float score in row)
        {
            exponentials += Math.Exp((double)score - most);
        }
        return (double)row[label] - most - Math.Log(exponentials);
    }

    /// <summary>An output that already holds class numbers.</summary>
    void AddClassNumbers(OrtOutputs outputs, long[] expected, Tensor labels)
    {
        long[] found = outputs.Copy(0)!.ToInt64();
        if (found.Length != expected.Length)
        {
            throw Misfit(outputs, labels);
        }
        for (int row = 0; row < found.Length; row++)
        {
            _first += expected[row] >= 0 && found[row] == expected[row] ? 1 : 0;
            _rows += expected[row] >= 0 ? 1 : 0;
        }
    }

    void AddValues(OrtOutputs outputs, Tensor targets)
    {
        if (!outputs.Element(0).IsFloat() || OutputValues.Floats(outputs, 0).Length != targets.Count)
        {
            throw Misfit(outputs, targets);
        }
        ReadOnlySpan<float> found = OutputValues.Floats(outputs, 0), expected = Values(targets);
        _differences.Add(expected, found);
        for (int i = 0; i < found.Length; i++)
        {
            _absolute += Math.Abs((double)found[i] - expected[i]);
        }
    }

    /// <summary>Answers as floats; stored pixels as 0..1, which models give.</summary>
    ReadOnlySpan<float> Values(Tensor targets)
    {
        if (targets.Element == ElementType.F32)
        {
            return targets.Floats;
        }
        if (targets.Element == ElementType.F64)
        {
            return Array.ConvertAll(targets.As<double>().ToArray(), v => (float)v);
        }
        if (targets.Element.IsFloat())
        {
            return Array.ConvertAll(targets.As<Half>().ToArray(), v => (float)v);
        }
        float scale = metric == Metric.Psnr && targets.Element == ElementType.U8 ? 1 / 255f : 1;
        return Array.ConvertAll(targets.ToInt64(), v => v * scale);
    }

    /// <summary>Bytes in at least two dimensions a sample are pixels.</summary>
    static bool IsStoredPicture(Tensor answer) => answer.Element == ElementType.U8 && answer.Rank >= 3;

    /// <summary>How many columns come before <paramref name="column"/>: greater ones, and equal ones with a lower index.</summary>
    static int Rank(ReadOnlySpan<float> row, int column)
    {
        int before = 0;
        for (int i = 0; i < row.Length; i++)
        {
            before += row[i] > row[column] || (row[i] == row[column] && i < column) ? 1 : 0;
        }
        // NaN is never right.
        return float.IsNaN(row[column]) ? row.Length : before;
    }

    DiagnosticException Misfit(OrtOutputs outputs, Tensor labels) => new(MeasureDiagnostics.LabelsDoNotFit.At(place,
        (labels.Type.ToString(), TensorType.Of(outputs.Element(0), outputs.Shape(0)).ToString(), metric.ToString().ToLowerInvariant())));
}
