using Qcc.Calibrate;
using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;
using Qcc.Data;
using Qcc.Measure;
using Qcc.Onnx;
using Qcc.Onnx.Runtime;
using Qcc.Search;

namespace Qcc.Check;

/// <summary>
/// Judges files by the evaluation data of the user, or without them by the share of equal answers on held-out samples. It says whether a file keeps the
/// goal and nothing else: no recipe, range or layer is chosen by what it reads.
/// </summary>
sealed class AccuracyJudge : IDisposable
{
    readonly OrtSession _floats;
    readonly CompileOptions _options;
    readonly Model _original;
    readonly CalibrationResult _calibration;
    readonly IDiagnostics _diagnostics;
    readonly string _file;
    readonly CancellationToken _cancellation;
    Evaluation? _ofFloat;

    public AccuracyJudge(PreparedModel prepared, CalibrationResult calibration, CompileOptions options, string file, IDiagnostics diagnostics, CancellationToken cancellation)
    {
        (_options, _original, _calibration, _file, _diagnostics, _cancellation) = (options, prepared.Original, calibration, file, diagnostics, cancellation);
        _floats = OrtSession.Load(prepared.Source, new OrtSessionOptions { Threads = options.ThreadCount }, file);
    }

    /// <summary>Judges a file.</summary>
    /// <exception cref="DiagnosticException">The evaluation data cannot be read, or do not fit the model (QCC2xxx).</exception>
    public async Task<JudgedAccuracy> JudgeAsync(EmittedModel emitted)
    {
        using OrtSession session = OrtSession.Load(emitted.Model, new OrtSessionOptions { Threads = _options.ThreadCount }, _file);
        if (_options.Evaluation is not { } data)
        {
            (_, ArgmaxMeter argmax, _) = HeldOutError.Measure(session, _calibration.HeldOut, [.. _original.Graph.Outputs.Select(o => o.Name)]);
            return argmax.Share is { } share ? new JudgedAccuracy("agreement", 1, share, 1 - share, _calibration.HeldOut.Count) : throw new DiagnosticException(MeasureDiagnostics.NoAnswers.At(new Place(_file), ""));
        }
        _ofFloat ??= await EvaluateAsync(_floats, data).ConfigureAwait(false);
        return JudgedAccuracy.Of(_ofFloat, await EvaluateAsync(session, data).ConfigureAwait(false));
    }

    Task<Evaluation> EvaluateAsync(OrtSession session, EvaluationData data)
    {
        LabelledSource source = LabelledSource.Open(data.Path, ModelInput.Of(_original.Graph), _options.Samples, _diagnostics, data.Labels);
        return Evaluation.RunAsync(session, source, new EvaluationRequest(data.Path, data.Metric), _cancellation);
    }

    public void Dispose() => _floats.Dispose();
}
