using System.Security.Cryptography;
using Qcc.Calibrate;
using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;
using Qcc.Core.Quantization;
using Qcc.Measure;
using Qcc.Onnx;
using Qcc.Onnx.Runtime;
using Qcc.Passes.Lower;
using Qcc.Search;
using Qcc.Targets;

namespace Qcc.Check;

/// <summary>What Check is given.</summary>
/// <param name="Input">The model as the user gave it.</param>
/// <param name="Original">The float model as it came.</param>
/// <param name="Source">The same, as it was before it was marked as ours.</param>
/// <param name="Emitted">The model that was made of it.</param>
/// <param name="Planned">The plan and the canonical float graph that was lowered.</param>
/// <param name="Race">How long the two are raced.</param>
sealed record CheckRequest(ModelSource Input, Model Original, ExportedModel Source, EmittedModel Emitted, PlannedModel Planned, CalibrationResult Calibration, Target Target, RaceOptions Race)
{
    /// <summary>What diagnostics call it.</summary>
    public string File => Input.Path;
}

/// <summary>
/// Loads an emitted file as a user would, with and without graph optimization, and compares it with the float model on held-out
/// samples: its error, its latency, the kernels that ONNX Runtime really runs, and where the error comes from.
/// </summary>
sealed class EmittedFileCheck(CheckRequest request, IDiagnostics diagnostics, CancellationToken cancellation)
{
    /// <summary>Held-out samples that the unoptimized run and the per-layer table take.</summary>
    const int FewSamples = 2;

    readonly IReadOnlyList<string> _outputs = [.. request.Planned.Model.Graph.Outputs.Select(o => o.Name)];

    /// <summary>Checks.</summary>
    /// <exception cref="DiagnosticException">QCC5xxx: the file does not hold what was promised.</exception>
    public CompileReport Run(bool synthetic)
    {
        (OrtSession floats, OptimizedGraph before) = OptimizedGraph.Load(request.Source, request.Original, request.File);
        using OrtSession ownedFloats = floats;
        (OrtSession emitted, OptimizedGraph after) = OptimizedGraph.Load(request.Emitted.Model, request.Emitted.Lowered, request.File);
        using OrtSession ownedEmitted = emitted;
        (SqnrMeter sqnr, ArgmaxMeter argmax, IReadOnlyList<ShapeDifference> reshaped) = HeldOutError.Measure(emitted, request.Calibration.HeldOut, _outputs);
        CheckShapes(floats, reshaped);
        CheckFinite(sqnr);
        IReadOnlyList<LayerReport> layers = WhileChecking(() => CheckUnoptimized(emitted), () => new LayerErrors(request, after, FewSamples).Measure());
        if (!request.Target.IsIntegerOnly)
        {
            ReportUnfused(layers);
        }
        (double floatMs, double quantizedMs) = request.Source.IsLarge || request.Target.WritesFolder ? (double.NaN, double.NaN) : Race(floats, emitted);
        (long macs, long integerMacs) = Macs(layers);
        return new CompileReport
        {
            Target = request.Target.Name,
            Opset = request.Emitted.Opset,
            InputOpset = request.Original.OpsetOf(""),
            InputSha256 = request.Input.Sha256(),
            InputBytes = request.Source.CalculateBytes(),
            OutputSha256 = request.Emitted.Model.IsLarge ? null : Hash(request.Emitted.Model.ToArray()),
            OutputBytes = request.Emitted.Model.CalculateBytes(),
            OperatorsBefore = before.Operators,
            OperatorsAfter = after.Operators,
            Macs = macs,
            IntegerMacs = integerMacs,
            SqnrDb = sqnr.Db,
            SameArgmax = argmax.Share,
            FloatMs = floatMs,
            QuantizedMs = quantizedMs,
            CalibrationSamples = request.Calibration.Samples,
            HeldOutSamples = request.Calibration.HeldOut.Count,
            HeldOutIsCalibration = request.Calibration is { HeldOut: [var held, ..], Counted: [var counted, ..] } && ReferenceEquals(held, counted),
            SyntheticSamples = synthetic,
            CalibrationSeconds = request.Calibration.Seconds,
            TotalSeconds = 0,
            Method = request.Planned.Plan.Method,
            WhyNothingIsInteger = request.Planned.Plan.WhyNothingIsInteger(),
            Layers = layers,
            EqualTensors = EqualTensors(),
        };
    }

    /// <summary>
    /// Measures while another core checks; both are over when it returns or throws, since they share sessions. One after the other
    /// for a large model, of which either holds a layer's weights.
    /// </summary>
    T WhileChecking<T>(Action check, Func<T> measure)
    {
        if (request.Source.IsLarge)
        {
            check();
            return measure();
        }
        Task checking = Task.Run(check);
        try
        {
            return measure();
        }
        finally
        {
            checking.GetAwaiter().GetResult();
        }
    }

    /// <summary>
    /// Held-out outputs are those of the canonical graph, with which the emitted file is compared on all samples; that graph with the model as it
    /// came on few, and not for a large model, of which a run takes long.
    /// </summary>
    void CheckShapes(OrtSession floats, IReadOnlyList<ShapeDifference> reshaped)
    {
        var shapes = new OutputShapes(request.Original, request.File);
        foreach (ShapeDifference difference in reshaped)
        {
            shapes.Check(difference);
        }
        foreach (HeldOutSample sample in request.Source.IsLarge ? [] : request.Calibration.HeldOut.Take(FewSamples))
        {
            using OrtOutputs run = floats.Run(sample.Inputs, _outputs);
            for (int i = 0; i < _outputs.Count; i++)
            {
                if (sample.Outputs[i] is { } canonical && run.IsTensor(i) && !canonical.Shape.SequenceEqual(run.Shape(i)))
                {
                    shapes.Check(new ShapeDifference(_outputs[i], run.Shape(i), canonical.Shape));
                }
            }
        }
    }

    void CheckFinite(SqnrMeter sqnr)
    {
        if (sqnr.LostToNonFinite > 0)
        {
            throw new DiagnosticException(CompileDiagnostics.NonFiniteOutput.At(new Place(request.File), string.Join(", ", _outputs)));
        }
    }

    /// <summary>
    /// A fused file may differ from the same file run node by node by roundings of a step, which scatter: both are about as far from the
    /// float model. A wrong fusion is farther by more than chance on few samples. Two runs of random operators cannot be compared.
    /// </summary>
    void CheckUnoptimized(OrtSession optimized)
    {
        if (request.Planned.Model.Graph.WithSubgraphs().SelectMany(g => g.Nodes).Any(n => n.Operator.IsRandom))
        {
            return;
        }
        const double ChanceDb = 6, EqualDb = 30;
        using OrtSession asWritten = OrtSession.Load(request.Emitted.Model, new OrtSessionOptions { Optimization = OrtOptimization.None }, request.File);
        (var written, var fused) = (new SqnrMeter(), new SqnrMeter());
        HeldOutSample[] few = [.. request.Calibration.HeldOut.Take(FewSamples)];
        HeldOutError.AddScore(written, asWritten, few, request.Planned.Model.Graph);
        HeldOutError.AddScore(fused, optimized, few, request.Planned.Model.Graph);
        if (fused.Count > 0 && fused.Db < Math.Min(written.Db - ChanceDb, EqualDb))
        {
            throw new DiagnosticException(CompileDiagnostics.OptimizationChangesResult.At(new Place(request.File), $"{fused.Db:0.0} and {written.Db:0.0} dB from the float model"));
        }
    }

    /// <summary>Compares an integer graph with the reference evaluator, every tensor of one sample; null where a part of it is float.</summary>
    long? EqualTensors()
    {
        if (!request.Target.IsIntegerOnly || request.Emitted.Lowered.Graph.Nodes.Any(FloatNodes.IsFloat))
        {
            return null;
        }
        using var twin = new IntegerTwin(request.Emitted.Lowered, new OrtSessionOptions(), request.File);
        TwinTally tally = twin.Compare(request.Calibration.HeldOut[0].Inputs);
        return tally.Mismatches == 0 ? tally.Tensors : throw new DiagnosticException(CompileDiagnostics.OtherIntegers.At(new Place(request.File), tally.ToString()));
    }

    void ReportUnfused(IReadOnlyList<LayerReport> layers)
    {
        string[] missing = [.. layers.Where(l => l.Kernel.Length > 0 && !l.IsInteger && l.Planned == Placement.Integer).Select(l => $"\"{Escape.ForTerminal(l.Node)}\"")];
        if (missing.Length > 0)
        {
            string more = missing.Length > 3 ? $" and {missing.Length - 3} more" : "";
            diagnostics.Report(CompileDiagnostics.NotFused.At(new Place(request.File), string.Join(", ", missing.Take(3)) + more));
        }
    }

    (double FloatMs, double QuantizedMs) Race(OrtSession floats, OrtSession emitted)
    {
        IReadOnlyDictionary<string, Tensor>[] samples = [.. request.Calibration.HeldOut.Take(FewSamples).Select(s => s.Inputs)];
        using ModelRacer original = new(floats, samples), quantized = new(emitted, samples);
        IReadOnlyList<RaceTime> times = LatencyRace.Run([original.RunNext, quantized.RunNext], request.Race, cancellation);
        return (times[0].MedianMs, times[0].MedianMs * times[1].Ratio);
    }

    static (long Macs, long Integer) Macs(IReadOnlyList<LayerReport> layers) => (layers.Sum(l => l.Macs), layers.Where(l => l.IsInteger).Sum(l => l.Macs));

    /// <summary>The report of another file with the same content but for notes.</summary>
    public static CompileReport Measured(CompileReport report, ExportedModel file) =>
        report with { OutputSha256 = file.IsLarge ? null : Hash(file.ToArray()), OutputBytes = file.CalculateBytes() };

    static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
