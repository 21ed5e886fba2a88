using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;
using Qcc.Data;
using Qcc.Onnx.Runtime;

namespace Qcc.Measure;

/// <summary>What an evaluation compares.</summary>
/// <param name="Data">The samples' path, for messages.</param>
/// <param name="Metric">Null: what such answers are usually for: top1 for integers, psnr for stored pictures, mse for floats.</param>
/// <param name="Output">The output; null: the first of floats.</param>
/// <param name="Limit">Samples at most.</param>
public sealed record EvaluationRequest(string Data, Metric? Metric = null, string? Output = null, int Limit = int.MaxValue);

/// <summary>How well a model does on samples with answers.</summary>
/// <param name="Metric">What was counted.</param>
/// <param name="Value">Its value: a share 0..1 for top1, dB for psnr and sqnr.</param>
/// <param name="Top5">Share of rows whose label is among the five greatest, or null where there are fewer columns or another metric.</param>
/// <param name="StandardError">√(p(1-p)/n) of a share, else null.</param>
/// <param name="Samples">Samples run.</param>
/// <param name="Values">Rows counted for top1, else elements.</param>
/// <param name="Output">The output that was judged.</param>
public sealed record Evaluation(Metric Metric, double Value, double? Top5, double? StandardError, int Samples, long Values, string Output)
{
    /// <summary>Runs the model on samples and compares one output with the answers.</summary>
    /// <exception cref="DiagnosticException">There are no answers, or they do not fit (QCC290x).</exception>
    public static async Task<Evaluation> RunAsync(OrtSession session, LabelledSource source, EvaluationRequest request, CancellationToken cancellation = default)
    {
        var place = new Place(request.Data);
        string output = Choose(session, request.Output, place);
        EvaluationMeter? meter = null;
        int count = 0;
        await foreach (LabelledSample labelled in source.ReadAsync(cancellation).ConfigureAwait(false))
        {
            cancellation.ThrowIfCancellationRequested();
            Tensor answer = labelled.Labels ?? labelled.Targets ?? throw new DiagnosticException(MeasureDiagnostics.NoLabels.At(place, request.Data));
            meter ??= new EvaluationMeter(request.Metric ?? EvaluationMeter.NaturalFor(answer), place with { Value = output });
            using OrtOutputs outputs = session.Run(labelled.Sample.Inputs, [output]);
            meter.Add(outputs, answer);
            if (++count >= request.Limit)
            {
                break;
            }
        }
        return meter?.Result(count, output) ?? throw new DiagnosticException(MeasureDiagnostics.NoLabels.At(place, request.Data));
    }

    /// <summary>The output asked for, else the first of floats, else the first of numbers.</summary>
    static string Choose(OrtSession session, string? wanted, Place place)
    {
        string[] numeric = [.. session.Outputs.Where(o => session.OutputType(o) is { Element: not ElementType.String })];
        string? found = wanted is null ? numeric.FirstOrDefault(o => session.OutputType(o)!.Element.IsFloat()) ?? numeric.FirstOrDefault() : numeric.FirstOrDefault(o => o == wanted);
        return found ?? throw new DiagnosticException(MeasureDiagnostics.NoSuchOutput.At(place, (wanted ?? "", session.Outputs)));
    }
}
