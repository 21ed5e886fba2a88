using Qcc.Core.Ir;
using Qcc.Core.Quantization;
using Qcc.Data;
using Qcc.Onnx;
using Qcc.Onnx.Runtime;

namespace Qcc.Calibrate;

/// <summary>
/// One streaming pass over the samples: runs the float graph with its activations as outputs and feeds the statistics. Every
/// third sample, up to <see cref="MostHeldOut"/>, is held out: it enters no statistics and is kept with the float outputs.
/// </summary>
sealed class Calibrator
{
    /// <summary>Samples kept for decisions and for Check.</summary>
    public const int MostHeldOut = 32;

    readonly Model _model;
    readonly CompileOptions _options;
    readonly List<Value> _taps;

    Calibrator(Model model, CompileOptions options, List<Value> taps)
    {
        _model = model;
        _options = options;
        _taps = taps;
    }

    /// <summary>Runs the samples through a canonical graph.</summary>
    /// <param name="taps">The float values to observe.</param>
    public static async Task<CalibrationResult> RunAsync(Model model, IReadOnlyList<Value> taps, ICalibrationSource source, CompileOptions options, string file, CancellationToken cancellation)
    {
        var calibrator = new Calibrator(model, options, [.. taps]);
        return await calibrator.RunAsync(source, file, cancellation).ConfigureAwait(false);
    }

    async Task<CalibrationResult> RunAsync(ICalibrationSource source, string file, CancellationToken cancellation)
    {
        using OrtSession session = LoadTapped(file);
        int threads = _options.ThreadCount;
        var result = new CalibrationResult { Statistics = new ActivationStatistics() };
        Value[] inputs = [.. _taps.Where(t => t.IsGraphInput)];
        Value[] computed = [.. _taps.Where(t => !t.IsGraphInput)];
        string[] outputs = [.. _model.Graph.Outputs.Select(o => o.Name), .. computed.Where(c => !c.IsGraphOutput).Select(c => c.Name)];
        var slots = outputs.Select((name, i) => (name, i)).DistinctBy(p => p.name).ToDictionary(p => p.name, p => p.i, StringComparer.Ordinal);
        Sample? last = null;
        await foreach (Sample sample in source.ReadAsync(cancellation).ConfigureAwait(false))
        {
            cancellation.ThrowIfCancellationRequested();
            using OrtOutputs run = session.Run(sample.Inputs, outputs);
            result.Samples++;
            if (result.Samples % 3 == 0 && result.HeldOut.Count < MostHeldOut)
            {
                result.HeldOut.Add(Keep(sample, run));
            }
            else
            {
                Observe(result.Statistics, sample, run, inputs, computed, slots, threads);
                last = result.HeldOut.Count == 0 ? sample : null;
                if (last is not null)
                {
                    result.Fallback = Keep(last, run);
                }
            }
            _options.Progress?.Report(new CompileProgress("calibrate", result.Samples, source.Count));
        }
        return result;
    }

    HeldOutSample Keep(Sample sample, OrtOutputs run)
    {
        var copies = sample.Inputs.ToDictionary(p => p.Key, p => Own(p.Value), StringComparer.Ordinal);
        return new HeldOutSample(copies, [.. Enumerable.Range(0, _model.Graph.Outputs.Count).Select(run.Copy)]);
    }

    static Tensor Own(Tensor tensor) => tensor.Strings is null ? new Tensor(tensor.Element, [.. tensor.Shape], tensor.Bytes.ToArray()) : tensor;

    static void Observe(ActivationStatistics statistics, Sample sample, OrtOutputs run, Value[] inputs, Value[] computed, Dictionary<string, int> slots, int threads)
    {
        foreach (Value input in inputs)
        {
            Tensor tensor = sample.Inputs[input.Name];
            Prepare(statistics, input, tensor.Element, tensor.Shape)?.Add(tensor.Floats, Outer(tensor.Shape), Inner(tensor.Shape));
        }
        var work = new List<(ValueStatistics Statistics, int Slot)>(computed.Length);
        foreach (Value value in computed)
        {
            int slot = slots[value.Name];
            if (run.IsTensor(slot) && Prepare(statistics, value, run.Element(slot), run.Shape(slot)) is { } target)
            {
                work.Add((target, slot));
            }
        }
        // One value is one unit of work, so the order in which samples enter its statistics never depends on the threads.
        Parallel.For(0, work.Count, new ParallelOptions { MaxDegreeOfParallelism = threads }, i =>
        {
            long[] shape = run.Shape(work[i].Slot);
            work[i].Statistics.Add(run.Floats(work[i].Slot), Outer(shape), Inner(shape));
        });
        statistics.Samples++;
    }

    static ValueStatistics? Prepare(ActivationStatistics statistics, Value value, ElementType element, IReadOnlyList<long> shape)
    {
        if (element != ElementType.F32)
        {
            return null;
        }
        int channels = (int)Channels(shape);
        ValueStatistics? known = statistics.Of(value);
        if (known is null || known.Channels != channels)
        {
            if (known is not null)
            {
                // A channel axis of varying size is no channel axis.
                return null;
            }
            statistics.SetShape(value.Name, [.. shape]);
            statistics.Set(value.Name, known = new ValueStatistics(Math.Max(channels, 1)));
        }
        return known;
    }

    /// <summary>The channel axis is 1 in pictures and sequences of features (rank 3 and more, N C ...), the last in matrices.</summary>
    static long Channels(IReadOnlyList<long> shape) => shape.Count switch { 0 => 1, 1 => shape[0], _ => shape[1] };

    static int Outer(IReadOnlyList<long> shape) => shape.Count < 2 ? 1 : checked((int)shape[0]);

    static int Inner(IReadOnlyList<long> shape) => checked((int)shape.Skip(2).Aggregate(1L, (product, size) => product * size));

    OrtSession LoadTapped(string file)
    {
        Model tapped = _model.Copy();
        var names = _taps.Where(t => !t.IsGraphInput && !t.IsGraphOutput).Select(t => t.Name).ToHashSet(StringComparer.Ordinal);
        foreach (Value value in tapped.Graph.Nodes.SelectMany(n => n.Outputs).OfType<Value>().Where(v => names.Contains(v.Name)).ToArray())
        {
            tapped.Graph.AddOutput(value);
        }
        return OrtSession.Load(ModelExporter.Export(tapped).ToArray(), new OrtSessionOptions { Threads = _options.ThreadCount }, file);
    }
}
