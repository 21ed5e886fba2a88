using Qcc.Core.Ir;
using Qcc.Core.Quantization;
using Qcc.Data;
using Qcc.Onnx;
using Qcc.Onnx.Runtime;
using Qcc.Passes.Equalize;

namespace Qcc.Calibrate;

/// <summary>
/// One streaming pass over the samples: runs the float graph with its activations as outputs and feeds the statistics. Every
/// third sample, up to <see cref="MostKept"/>, is held out: it enters no statistics and is kept with the float outputs.
/// </summary>
sealed class Calibrator
{
    /// <summary>Samples held out for decisions and for Check, and as many more of those that are counted and fitted to.</summary>
    public const int MostKept = 32;

    /// <summary>Samples that are counted and that nothing is fitted to.</summary>
    const int MostUnfitted = 96;

    /// <summary>Bytes of either kind that are kept, so that large inputs do not pile up.</summary>
    const long MostKeptBytes = 16 << 20;

    readonly Model _model;
    readonly CompileOptions _options;
    readonly List<Value> _taps;
    readonly HoldOut _holdOut;
    readonly Func<Value, int> _channelAxis;

    Calibrator(Model model, CompileOptions options, List<Value> taps, HoldOut holdOut)
    {
        _holdOut = holdOut;
        _model = model;
        _options = options;
        _taps = taps;
        _channelAxis = ChannelGroup.AxisIn(model.Graph);
    }

    /// <summary>Runs the samples through a canonical graph.</summary>
    /// <param name="taps">The float values to observe.</param>
    /// <param name="holdOut">Which samples are kept for comparing.</param>
    public static async Task<CalibrationResult> RunAsync(Model model, IReadOnlyList<Value> taps, HoldOut holdOut, ICalibrationSource source, CompileOptions options, string file, CancellationToken cancellation)
    {
        var calibrator = new Calibrator(model, options, [.. taps], holdOut);
        return await calibrator.RunAsync(source, file, cancellation).ConfigureAwait(false);
    }

    /// <summary>What an integer kernel might read or write: those values are observed.</summary>
    public static List<Value> Taps(Graph graph, KernelTable kernels)
    {
        var taps = new List<Value>();
        foreach (Node node in graph.Nodes.Where(n => n.Result is not null && kernels.Find(n) is { Form: not KernelForm.Absorbed }))
        {
            taps.AddRange(node.Inputs.OfType<Value>().Where(v => v.Initializer is null && v.TensorType?.Element == ElementType.F32));
            Value result = (kernels.AbsorbableActivation(node) ?? node).Result!;
            if (result.TensorType?.Element == ElementType.F32)
            {
                taps.Add(result);
            }
        }
        // Values of outer graphs and sparse initializers are no results that ONNX Runtime can return.
        return [.. taps.Distinct().Where(v => ReferenceEquals(v.Graph, graph) && (v.Producer is not null || v.IsGraphInput))];
    }

    async Task<CalibrationResult> RunAsync(ICalibrationSource source, string file, CancellationToken cancellation)
    {
        Task<OrtSession> loading = Task.Run(() => OrtSession.Load(ModelExporter.Export(_model), SessionOptions, file), cancellation);
        using OrtSession session = await LoadBesideAsync(loading, file).ConfigureAwait(false), plain = await loading.ConfigureAwait(false);
        var result = new CalibrationResult { Statistics = new ActivationStatistics() };
        string[] outputs = [.. _model.Graph.Outputs.Select(o => o.Name), .. _taps.Where(t => !t.IsGraphInput && !t.IsGraphOutput).Select(t => t.Name)];
        (Value Value, int Slot)[] computed = [.. _taps.Where(t => !t.IsGraphInput).Select(t => (t, Array.IndexOf(outputs, t.Name)))];
        // While one sample runs, the activations of the one before are counted.
        Task counting = Task.CompletedTask;
        try
        {
            await foreach (Sample sample in ReadAhead.Of(source, cancellation).ConfigureAwait(false))
            {
                cancellation.ThrowIfCancellationRequested();
                result.Samples++;
                bool compares = _holdOut == HoldOut.EveryThird;
                bool holdOut = compares && result.Samples % 3 == 0 && HasRoom(result.HeldOut, MostKept);
                // What enters no statistics needs no activations.
                OrtOutputs run = holdOut ? plain.Run(sample.Inputs) : session.Run(sample.Inputs, outputs);
                (List<HeldOutSample> kept, int most) = (result.Samples % 3) switch { 0 => (result.HeldOut, MostKept), 1 => (result.Counted, MostKept), _ => (result.Unfitted, MostUnfitted) };
                (kept, most) = HasRoom(kept, most) ? (kept, most) : (result.Unfitted, MostUnfitted);
                if (compares && HasRoom(kept, most))
                {
                    kept.Add(Keep(sample, run));
                }
                await counting.ConfigureAwait(false);
                counting = holdOut ? Task.Run(run.Dispose, CancellationToken.None) : Observe(result.Statistics, sample, run, computed);
                _options.Progress?.Report(new CompileProgress("calibrate", result.Samples, source.Count));
            }
        }
        finally
        {
            // The sessions must outlive what counts their results.
            await counting.ConfigureAwait(false);
        }
        return result;
    }

    static bool HasRoom(List<HeldOutSample> kept, int most) => kept.Count < most && kept.Sum(k => k.Bytes) < MostKeptBytes;

    HeldOutSample Keep(Sample sample, OrtOutputs run)
    {
        return new HeldOutSample(sample.Inputs, [.. Enumerable.Range(0, _model.Graph.Outputs.Count).Select(run.Copy)]);
    }

    /// <summary>Counts the inputs at once and the rest on other threads; ends the run.</summary>
    Task Observe(ActivationStatistics statistics, Sample sample, OrtOutputs run, (Value Value, int Slot)[] computed)
    {
        foreach (Value input in _taps.Where(t => t.IsGraphInput))
        {
            Tensor tensor = sample.Inputs[input.Name];
            if (Prepare(statistics, input, tensor.Element, tensor.Shape) is { } target)
            {
                Count(target, tensor.Floats, tensor.Shape);
            }
        }
        var work = new List<(ValueStatistics Statistics, int Slot)>(computed.Length);
        foreach ((Value value, int slot) in computed)
        {
            if (run.IsTensor(slot) && Prepare(statistics, value, run.Element(slot), run.Shape(slot)) is { } target)
            {
                work.Add((target, slot));
            }
        }
        statistics.Samples++;
        return Task.Run(() =>
        {
            using (run)
            {
                // One value is one unit of work, so the order in which samples enter its statistics never depends on the threads.
                Parallel.ForEach(work, new ParallelOptions { MaxDegreeOfParallelism = (_options.ThreadCount + 1) / 2 }, w => Count(w.Statistics, run.Floats(w.Slot), run.Shape(w.Slot)));
            }
        });
    }

    ValueStatistics? Prepare(ActivationStatistics statistics, Value value, ElementType element, IReadOnlyList<long> shape)
    {
        if (element != ElementType.F32)
        {
            return null;
        }
        if (statistics.Of(value) is not { } known)
        {
            // An axis of varying size is no channel axis.
            int axis = _channelAxis(value);
            bool hasChannels = value.TensorType?.Size(axis) is { } channels && shape.Count > axis && shape[axis] == channels && channels > 0;
            statistics.SetShape(value.Name, [.. shape]);
            statistics.Set(value.Name, known = new ValueStatistics(hasChannels ? checked((int)shape[axis]) : 1, axis));
        }
        return known;
    }

    static void Count(ValueStatistics statistics, ReadOnlySpan<float> data, IReadOnlyList<long> shape)
    {
        long outer = statistics.Channels > 1 ? shape.Take(statistics.Axis).Aggregate(1L, (product, size) => product * size) : 1;
        statistics.Add(data, checked((int)outer), (int)(data.Length / statistics.Channels / Math.Max(outer, 1)));
    }

    /// <summary>Half of the threads run a sample while the other half counts the one before.</summary>
    OrtSessionOptions SessionOptions => new() { Threads = Math.Max(_options.ThreadCount / 2, 1), KeepsMemory = true };

    /// <summary>Loads the tapped graph while the plain one is loaded; where it fails the other is closed.</summary>
    async Task<OrtSession> LoadBesideAsync(Task<OrtSession> plain, string file)
    {
        try
        {
            return LoadTapped(file);
        }
        catch
        {
            (await plain.ConfigureAwait(false)).Dispose();
            throw;
        }
    }

    OrtSession LoadTapped(string file)
    {
        Model tapped = _model.Copy();
        var names = _taps.Select(t => t.Name).ToHashSet(StringComparer.Ordinal);
        tapped.Graph.AddOutputs(v => names.Contains(v.Name));
        return OrtSession.Load(ModelExporter.Export(tapped), SessionOptions, file);
    }
}
