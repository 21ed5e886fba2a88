using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Qcc.Calibrate;
using Qcc.Core.Ir;
using Qcc.Core.Quantization;
using Qcc.Onnx;
using Qcc.Onnx.Runtime;
using Qcc.Passes.Quantize;

namespace Qcc.Search;

/// <summary>
/// Rounds the weights of a plan by what its integer layers read on calibration samples: the codes themselves, with the errors of the layers
/// before, from a run of the plan's file. Layers are taken in portions, so that memory stays bounded; layers that read the same rows share their sums.
/// </summary>
sealed class LayerInputs
{
    /// <summary>Bytes of sums at a time; a single layer may need more, up to 8·<see cref="RoundWeights.MostDepth"/>².</summary>
    const long MostBytes = 32 << 20;

    readonly PlannedModel _planned;
    readonly SearchContext _context;
    readonly Dictionary<string, ValueDecision> _values;

    public LayerInputs(PlannedModel planned, SearchContext context)
    {
        (_planned, _context) = (planned, context);
        _values = planned.Plan.Values.ToDictionary(v => v.Value, StringComparer.Ordinal);
    }

    /// <summary>A layer whose weights can be rounded.</summary>
    /// <param name="Decision">What the plan says of it.</param>
    /// <param name="Input">The parameters of its input.</param>
    sealed record Layer(NodeDecision Decision, Node Node, ValueDecision Input, InputRows Rows);

    /// <summary>
    /// The plan with the weights of all layers that can be rounded rounded together: so that the mean error counts, and so that the bias takes it up.
    /// </summary>
    /// <param name="samples">Samples to run.</param>
    public (QuantizationPlan Whole, QuantizationPlan BesideBias) Round(IReadOnlyList<HeldOutSample> samples)
    {
        var whole = new ConcurrentDictionary<string, NodeDecision>(StringComparer.Ordinal);
        var besideBias = new ConcurrentDictionary<string, NodeDecision>(StringComparer.Ordinal);
        ForEach(Layers(), samples, (layer, moments) =>
        {
            whole[layer.Decision.Output] = RoundWeights.Run(layer.Decision, layer.Node, layer.Input.ScaleInLayers(), moments, MeanError.Counts, _context.Target.Kernels);
            besideBias[layer.Decision.Output] = BiasSlot.Of(layer.Node) is null ? whole[layer.Decision.Output]
                : RoundWeights.Run(layer.Decision, layer.Node, layer.Input.ScaleInLayers(), moments, MeanError.GoesIntoBias, _context.Target.Kernels);
        });
        QuantizationPlan With(ConcurrentDictionary<string, NodeDecision> rounded) => _planned.Plan with { Nodes = [.. _planned.Plan.Nodes.Select(n => rounded.GetValueOrDefault(n.Output, n))] };
        return (With(whole), With(besideBias));
    }

    List<Layer> Layers()
    {
        Dictionary<string, NodeDecision> decisions = _planned.Plan.Nodes.ToDictionary(n => n.Output, StringComparer.Ordinal);
        var layers = new List<Layer>();
        foreach (Node node in _planned.Model.Graph.Nodes)
        {
            if (node.Result is { } output && decisions.TryGetValue(output.Name, out NodeDecision? decision) && RoundWeights.Refuses(decision, node, _context.Target.Kernels) is null
                && _values.GetValueOrDefault(node.Inputs[0]!.Name) is { } input)
            {
                layers.Add(new Layer(decision, node, input, InputRows.Of(node, _context.Target.Kernels.Find(node)!.WeightAxis(node))!));
            }
        }
        return layers;
    }

    /// <summary>Gives each layer the moments of its rows, one for each group; layers without rows are left out.</summary>
    /// <param name="act">Called from several threads.</param>
    void ForEach(List<Layer> layers, IReadOnlyList<HeldOutSample> samples, Action<Layer, IReadOnlyList<InputMoments>> act)
    {
        if (layers.Count == 0)
        {
            return;
        }
        EmittedModel emitted = EmittedModel.Of(_planned.Model, WithWideWeights(_planned.Plan), _context.Target, Notes.None);
        using OrtSession session = Tapped(emitted, [.. layers.Select(l => emitted.Names.Codes[l.Input.Value])]);
        ParallelOptions parallel = _context.Parallel;
        foreach (IReadOnlyList<IGrouping<(string, string), Layer>> portion in Portions.Of(layers.GroupBy(l => (l.Input.Value, l.Rows.Key)), g => BytesOf(g.First().Rows), MostBytes))
        {
            Sums[] sums = [.. portion.Select(g => new Sums(g.First().Input, g.First().Rows))];
            string[] outputs = [.. sums.Select(s => emitted.Names.Codes[s.Input.Value]).Distinct()];
            foreach (HeldOutSample sample in samples)
            {
                using OrtOutputs run = session.Run(sample.Inputs, outputs);
                Parallel.ForEach(sums, parallel, s => s.Add(run, Array.IndexOf(outputs, emitted.Names.Codes[s.Input.Value]), samples.Count));
            }
            Parallel.For(0, sums.Length, parallel, i =>
            {
                foreach (Layer layer in sums[i].Moments[0].Rows > 0 ? portion[i] : Enumerable.Empty<Layer>())
                {
                    act(layer, sums[i].Moments);
                }
            });
        }
    }

    /// <summary>
    /// What layers read should be what they will read: narrow weights rounded to nearest would spoil it, those that are chosen together come closer to
    /// 8 bits.
    /// </summary>
    static QuantizationPlan WithWideWeights(QuantizationPlan plan) =>
        plan with { Nodes = [.. plan.Nodes.Select(n => n.WeightGrid is null ? n : n with { WeightGrid = null, WeightCodes = null, BiasCorrection = null })] };

    OrtSession Tapped(EmittedModel emitted, HashSet<string> codes)
    {
        emitted.Lowered.Graph.AddOutputs(v => codes.Contains(v.Name));
        return OrtSession.Load(ModelExporter.Export(emitted.Lowered), new OrtSessionOptions { Threads = _context.Options.ThreadCount }, "layer inputs");
    }

    static long BytesOf(InputRows rows) => rows.Groups * InputMoments.BytesOf(rows.Depth);

    /// <summary>Sums over equal rows, of one value in one shape.</summary>
    sealed class Sums(ValueDecision input, InputRows rows)
    {
        public ValueDecision Input => input;

        public InputMoments[] Moments { get; } = [.. Enumerable.Range(0, rows.Groups).Select(_ => new InputMoments(rows.Depth))];

        /// <summary>Adds rows of one sample, spread over it.</summary>
        public void Add(OrtOutputs run, int slot, int samples)
        {
            if (!run.IsTensor(slot))
            {
                return;
            }
            IReadOnlyList<long> shape = run.Shape(slot);
            long all = rows.Count(shape), taken = InputRows.Taken(all, rows.Depth, samples);
            NarrowCodes? read = input.Type == ElementType.U8 ? null : input.Narrow ?? UpperHalves(input.Scale);
            ReadOnlySpan<byte> codes = read is { } narrow ? Narrowed(MemoryMarshal.Cast<byte, short>(run.Bytes(slot)), input.Scale, narrow) : run.Bytes(slot);
            int zeroPoint = read?.ZeroPoint ?? input.ZeroPoint;
            var portion = new long[Math.Min(taken, InputMoments.MostRows)];
            var columns = new float[portion.Length * rows.Depth];
            for (long first = 0; first < taken; first += portion.Length)
            {
                int count = (int)Math.Min(portion.Length, taken - first);
                for (int r = 0; r < count; r++)
                {
                    portion[r] = InputRows.Spread(first + r, all, taken);
                }
                int[] offsets = rows.Locate(shape, portion.AsSpan(0, count));
                Span<float> used = columns.AsSpan(0, count * rows.Depth);
                for (int group = 0; group < rows.Groups; group++)
                {
                    rows.Read(codes, zeroPoint, shape, group, offsets, used);
                    Moments[group].Add(used, count);
                }
            }
        }

        /// <summary>Moments are sums of bytes: of a layer that reads 16 bits the upper ones tell enough.</summary>
        static NarrowCodes UpperHalves(float scale) => new(256 * scale, 128);

        /// <summary>What layers that read 8 bits get of 16.</summary>
        static byte[] Narrowed(ReadOnlySpan<short> codes, float scale, NarrowCodes narrow)
        {
            var narrowed = new byte[codes.Length];
            for (int i = 0; i < narrowed.Length; i++)
            {
                narrowed[i] = (byte)Math.Clamp(MathF.Round(codes[i] * scale / narrow.Scale, MidpointRounding.ToEven) + narrow.ZeroPoint, 0, 255);
            }
            return narrowed;
        }
    }
}
