using Qcc.Calibrate;
using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;
using Qcc.Measure;
using Qcc.Onnx;
using Qcc.Onnx.Runtime;

namespace Qcc.Bisect;

/// <summary>The outputs of the original model on samples, and how far others are from them.</summary>
sealed class FloatReference
{
    readonly IReadOnlyList<HeldOutSample> _samples;
    readonly IReadOnlyList<string> _outputs;
    readonly IReadOnlyList<Tensor?>[] _expected;
    readonly int _threads;
    readonly string _file;

    /// <exception cref="DiagnosticException">The original does not run on a sample.</exception>
    public FloatReference(OrtSession original, IReadOnlyList<HeldOutSample> samples, IReadOnlyList<string> outputs, int threads, string file)
    {
        (_samples, _outputs, _threads, _file) = (samples, outputs, threads, file);
        _expected = new IReadOnlyList<Tensor?>[samples.Count];
        for (int i = 0; i < samples.Count; i++)
        {
            using OrtOutputs run = original.Run(samples[i].Inputs, outputs);
            _expected[i] = [.. Enumerable.Range(0, outputs.Count).Select(run.Copy)];
        }
    }

    /// <summary>The largest error of a model.</summary>
    public FloatError ErrorOf(Model model)
    {
        try
        {
            using OrtSession session = OrtSession.Load(ModelExporter.Export(model), new OrtSessionOptions { Threads = _threads }, _file);
            double worst = 0;
            for (int s = 0; s < _samples.Count; s++)
            {
                using OrtOutputs run = session.Run(_samples[s].Inputs, _outputs);
                for (int i = 0; i < _outputs.Count; i++)
                {
                    if (_expected[s][i] is { } expected)
                    {
                        worst = Math.Max(worst, Error(expected, run, i));
                    }
                }
            }
            return new FloatError(worst, null);
        }
        catch (DiagnosticException refused)
        {
            return new FloatError(double.PositiveInfinity, refused.Diagnostic.Text);
        }
    }

    static double Error(Tensor expected, OrtOutputs run, int i) =>
        !run.IsTensor(i) || expected.Element.IsFloat() != run.Element(i).IsFloat() || !expected.Shape.SequenceEqual(run.Shape(i)) ? double.PositiveInfinity
        : expected.Element.IsFloat() ? Relative(OutputValues.Floats(expected), OutputValues.Floats(run, i))
        : expected.Element == run.Element(i) ? Unequal(expected, run.Bytes(i))
        : double.PositiveInfinity;

    /// <summary>The share of elements that differ.</summary>
    static double Unequal(Tensor expected, ReadOnlySpan<byte> found)
    {
        ReadOnlySpan<byte> bytes = expected.Bytes.Span;
        long elements = expected.Shape.Aggregate(1L, (product, d) => product * d);
        if (elements == 0)
        {
            return 0;
        }
        (int size, int unequal) = ((int)(bytes.Length / elements), 0);
        for (int at = 0; at < bytes.Length; at += size)
        {
            unequal += bytes.Slice(at, size).SequenceEqual(found.Slice(at, size)) ? 0 : 1;
        }
        return (double)unequal / elements;
    }

    /// <summary>max |a - b| / max |a|; what is not finite must be the same on both sides.</summary>
    static double Relative(ReadOnlySpan<float> expected, ReadOnlySpan<float> found)
    {
        (double difference, double largest) = (0, 0);
        for (int i = 0; i < expected.Length; i++)
        {
            if (expected[i].Equals(found[i]))
            {
                largest = float.IsFinite(expected[i]) ? Math.Max(largest, Math.Abs(expected[i])) : largest;
                continue;
            }
            if (!float.IsFinite(expected[i]) || !float.IsFinite(found[i]))
            {
                return double.PositiveInfinity;
            }
            difference = Math.Max(difference, Math.Abs((double)expected[i] - found[i]));
            largest = Math.Max(largest, Math.Abs(expected[i]));
        }
        return difference == 0 ? 0 : largest == 0 ? double.PositiveInfinity : difference / largest;
    }
}
