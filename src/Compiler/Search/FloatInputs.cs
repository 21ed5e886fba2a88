using Qcc.Calibrate;
using Qcc.Core.Ir;
using Qcc.Core.Quantization;
using Qcc.Measure;
using Qcc.Onnx;
using Qcc.Onnx.Runtime;
using Qcc.Passes.Quantize;

namespace Qcc.Search;

/// <summary>
/// What products with constant weights read on calibration samples, summed up. Values are taken in units of a channel's largest one / 255, so that sums are
/// whole numbers and the same in any order. Layers are taken in portions, so that memory stays bounded.
/// </summary>
sealed class FloatInputs(Model model, ActivationStatistics statistics, CompileOptions options, CancellationToken cancellation)
{
    /// <summary>Bytes of sums at a time; a single value may need more.</summary>
    const long MostBytes = 256 << 20;

    const int MostUnits = 255;

    /// <summary>Gives each layer the sums over its rows; layers whose input the samples do not reach are left out.</summary>
    /// <param name="act">Called from several threads.</param>
    public void ForEach(IReadOnlyList<Node> layers, IReadOnlyList<HeldOutSample> samples, Action<Node, LayerRows> act)
    {
        using OrtSession session = Tapped(layers);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.ThreadCount, CancellationToken = cancellation };
        foreach (IReadOnlyList<IGrouping<Value, Node>> portion in Portions.Of(layers.GroupBy(l => l.Inputs[0]!), BytesOf, MostBytes))
        {
            LayerRows[] rows = [.. portion.Select(g => Empty(g.Key, new MatrixWeights(g.First()).Depth))];
            string[] outputs = [.. portion.Select(g => g.Key).Where(v => !v.IsGraphInput).Select(v => v.Name)];
            foreach (HeldOutSample sample in samples)
            {
                using OrtOutputs? run = outputs.Length > 0 ? session.Run(sample.Inputs, outputs) : null;
                Parallel.For(0, rows.Length, parallel, i =>
                {
                    Value value = portion[i].Key;
                    if (value.IsGraphInput)
                    {
                        Add(rows[i], sample.Inputs[value.Name].Floats, samples.Count);
                    }
                    else if (Array.IndexOf(outputs, value.Name) is var slot && run!.IsTensor(slot))
                    {
                        Add(rows[i], run.Floats(slot), samples.Count);
                    }
                });
            }
            foreach ((IGrouping<Value, Node> readers, LayerRows read) in portion.Zip(rows).Where(p => p.Second.Moments.Rows > 0))
            {
                foreach (Node layer in readers)
                {
                    cancellation.ThrowIfCancellationRequested();
                    act(layer, read);
                }
            }
        }
    }

    /// <summary>No rows yet, and the units of the value's channels; of a value whose channels are not the rows' elements its largest one.</summary>
    LayerRows Empty(Value value, int depth)
    {
        ValueStatistics seen = statistics.Of(value)!;
        bool isByChannel = seen.Channels == depth && seen.Axis == value.TensorType?.Rank - 1;
        double all = Math.Max(-(double)seen.Min, seen.Max);
        return new LayerRows(new InputMoments(depth), [.. Enumerable.Range(0, depth).Select(k => (isByChannel ? seen.ChannelLargest(k) : all) / MostUnits)]);
    }

    OrtSession Tapped(IReadOnlyList<Node> layers)
    {
        Model tapped = model.Copy();
        var names = layers.Select(l => l.Inputs[0]!.Name).ToHashSet(StringComparer.Ordinal);
        tapped.Graph.AddOutputs(v => names.Contains(v.Name));
        return OrtSession.Load(ModelExporter.Export(tapped), new OrtSessionOptions { Threads = options.ThreadCount }, "layer inputs");
    }

    /// <summary>Bytes of the sums over what layers of one depth read.</summary>
    static long BytesOf(IGrouping<Value, Node> readers) => InputMoments.BytesOf(new MatrixWeights(readers.First()).Depth);

    /// <summary>Adds rows of one sample, spread over it.</summary>
    static void Add(LayerRows rows, ReadOnlySpan<float> values, int samples)
    {
        int depth = rows.Moments.Depth, all = values.Length / depth;
        int taken = (int)InputRows.Taken(all, depth, samples);
        var columns = new float[Math.Min(taken, InputMoments.MostRows) * depth];
        for (int first = 0; first < taken; first += InputMoments.MostRows)
        {
            int count = Math.Min(InputMoments.MostRows, taken - first);
            for (int r = 0; r < count; r++)
            {
                ReadOnlySpan<float> row = values.Slice((int)InputRows.Spread(first + r, all, taken) * depth, depth);
                for (int k = 0; k < depth; k++)
                {
                    columns[k * count + r] = rows.Units[k] > 0 ? (float)Math.Clamp(Math.Round(row[k] / rows.Units[k]), -MostUnits, MostUnits) : 0;
                }
            }
            rows.Moments.Add(columns.AsSpan(0, count * depth), count);
        }
    }
}
