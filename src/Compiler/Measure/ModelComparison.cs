using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;
using Qcc.Data;
using Qcc.Onnx.Runtime;

namespace Qcc.Measure;

/// <summary>How an output of one model differs from the output of that name of another.</summary>
/// <param name="Output">Its name.</param>
/// <param name="Sqnr">Float outputs: differences over all samples; else null.</param>
/// <param name="SameArgmax">Float outputs with rows of at least two values: share of rows with the same argmax; else null.</param>
/// <param name="EqualShare">Other outputs: share of equal elements; else null.</param>
public sealed record OutputDifference(string Output, SqnrMeter? Sqnr, double? SameArgmax, double? EqualShare);

/// <summary>How a model differs from a reference on samples.</summary>
/// <param name="Samples">Samples run.</param>
/// <param name="Sqnr">Over all float outputs and samples.</param>
/// <param name="Outputs">In the order of the reference.</param>
public sealed record ModelComparison(int Samples, SqnrMeter Sqnr, IReadOnlyList<OutputDifference> Outputs)
{
    /// <summary>Runs both models on the samples, one after the other.</summary>
    /// <exception cref="DiagnosticException">The models have no output in common (QCC2901), or give other shapes (QCC2902), or the other one needs more inputs (QCC2906).</exception>
    public static async Task<ModelComparison> RunAsync(OrtSession reference, OrtSession other, ICalibrationSource samples, Place place, CancellationToken cancellation = default)
    {
        string[] names = [.. reference.Outputs.Intersect(other.Outputs)];
        if (names.Length == 0)
        {
            throw new DiagnosticException(MeasureDiagnostics.NoCommonOutput.At(place, (reference.Outputs, other.Outputs)));
        }
        Meters[] meters = [.. names.Select(n => new Meters(n, place))];
        int count = 0;
        await foreach (Sample sample in samples.ReadAsync(cancellation).ConfigureAwait(false))
        {
            cancellation.ThrowIfCancellationRequested();
            MeasureDiagnostics.RequireInputs(other.Inputs, sample.Inputs.Keys, place);
            using OrtOutputs expected = reference.Run(sample.Inputs, names), found = other.Run(sample.Inputs, names);
            for (int i = 0; i < names.Length; i++)
            {
                meters[i].Add(expected, found, i);
            }
            count++;
        }
        var all = new SqnrMeter();
        foreach (Meters m in meters)
        {
            all.Add(m.Sqnr);
        }
        return new ModelComparison(count, all, [.. meters.Select(m => m.Difference())]);
    }

    /// <summary>What is counted for one output.</summary>
    sealed class Meters(string name, Place place)
    {
        readonly ArgmaxMeter _argmax = new();
        long _elements, _equal;

        public SqnrMeter Sqnr { get; } = new();

        public void Add(OrtOutputs expected, OrtOutputs found, int index)
        {
            if (!expected.IsTensor(index) || expected.Element(index) == ElementType.String)
            {
                return;
            }
            if (!found.IsTensor(index) || expected.Element(index) != found.Element(index) || !expected.Shape(index).SequenceEqual(found.Shape(index)))
            {
                throw new DiagnosticException(MeasureDiagnostics.OutputsDiffer.At(place with { Value = name }, (TypeOf(expected, index), TypeOf(found, index))));
            }
            if (expected.Element(index).IsFloat())
            {
                ReadOnlySpan<float> reference = OutputValues.Floats(expected, index), values = OutputValues.Floats(found, index);
                Sqnr.Add(reference, values);
                _argmax.Add(reference, values, OutputValues.Columns(expected, index));
            }
            else
            {
                CountEqual(expected.Bytes(index), found.Bytes(index), Math.Max(expected.Element(index).BitWidth() / 8, 1));
            }
        }

        public OutputDifference Difference() => new(name, Sqnr.Count > 0 ? Sqnr : null, _argmax.Share, _elements > 0 ? (double)_equal / _elements : null);

        void CountEqual(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b, int size)
        {
            for (int at = 0; at + size <= a.Length; at += size)
            {
                _elements++;
                _equal += a.Slice(at, size).SequenceEqual(b.Slice(at, size)) ? 1 : 0;
            }
        }

        static string TypeOf(OrtOutputs outputs, int index) =>
            outputs.IsTensor(index) ? TensorType.Of(outputs.Element(index), outputs.Shape(index)).ToString() : "no tensor";
    }
}
