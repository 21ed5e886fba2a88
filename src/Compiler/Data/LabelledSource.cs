using System.Runtime.CompilerServices;
using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;
using Qcc.Data.Arrays;

namespace Qcc.Data;

/// <summary>
/// Samples to evaluate with. Answers are the arrays <c>labels</c> and <c>targets</c> beside the inputs, or come from a file of
/// labels: .npy with an integer for each sample, or .csv with lines <c>file,label</c> for pictures.
/// </summary>
public sealed class LabelledSource
{
    const string Labels = "labels", Targets = "targets";

    readonly ICalibrationSource _samples;
    readonly Func<IEnumerable<Sample>>? _labels;
    readonly CsvLabels? _csv;

    LabelledSource(ICalibrationSource samples, Func<IEnumerable<Sample>>? labels, CsvLabels? csv)
    {
        _samples = samples;
        _labels = labels;
        _csv = csv;
    }

    /// <inheritdoc cref="ICalibrationSource.Count"/>
    public int? Count => _samples.Count;

    /// <param name="labels">A file of labels, or null for the arrays beside the inputs.</param>
    /// <inheritdoc cref="SampleFiles.Open"/>
    public static LabelledSource Open(string path, IReadOnlyList<ModelInput> inputs, SampleOptions options, IDiagnostics diagnostics, string? labels = null)
    {
        if (labels is null)
        {
            return new(SampleFiles.Open(path, inputs, options with { Answers = [Labels, Targets] }, diagnostics), null, null);
        }
        if (!labels.EndsWith(".npy", StringComparison.OrdinalIgnoreCase))
        {
            return new(SampleFiles.Open(path, inputs, options, diagnostics), null, CsvLabels.Read(labels));
        }
        // Labels by position need every sample.
        ICalibrationSource samples = SampleFiles.Open(path, inputs, options with { BadSamples = BadSamples.Refuse }, diagnostics);
        SampleSource source = LabelFile(labels, samples.Count ?? 0);
        return new(samples, () => source.Read(CancellationToken.None), null);
    }

    /// <inheritdoc cref="ICalibrationSource.ReadAsync"/>
    public async IAsyncEnumerable<LabelledSample> ReadAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        using IEnumerator<Sample>? labels = _labels?.Invoke().GetEnumerator();
        await foreach (Sample sample in _samples.ReadAsync(cancellation))
        {
            Tensor? label = labels is not null && labels.MoveNext() ? labels.Current.Inputs[Labels] : _csv?.Of(sample.Name) ?? sample.Inputs.GetValueOrDefault(Labels);
            yield return new(WithoutAnswers(sample), label, sample.Inputs.GetValueOrDefault(Targets));
        }
    }

    Sample WithoutAnswers(Sample sample) => _labels is not null || _csv is not null || !(sample.Inputs.ContainsKey(Labels) || sample.Inputs.ContainsKey(Targets))
        ? sample
        : sample with { Inputs = sample.Inputs.Where(i => i.Key is not (Labels or Targets)).ToDictionary() };

    static ArraySource LabelFile(string path, int samples)
    {
        using ArrayStore store = ArrayStore.OfFile(path, Labels);
        NpyHeader header = store.Entries[0].ReadHeader();
        if (header.Shape.Length == 0 || samples == 0 || header.Shape[0] % samples != 0)
        {
            throw new DiagnosticException(DataDiagnostics.UnequalCounts.At(new Place(path), new("the inputs", samples, Labels, header.Shape.Length == 0 ? 0 : header.Shape[0])));
        }
        var input = new ModelInput(Labels, new TensorType(header.Element, [header.Shape[0] / samples, .. header.Shape[1..].Select(d => Dim.Of(d))]));
        return ArraySource.Of(() => ArrayStore.OfFile(path, Labels), [input], SampleOptions.Default, new DiagnosticList());
    }
}
