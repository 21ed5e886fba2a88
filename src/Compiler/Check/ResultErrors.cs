using System.Runtime.InteropServices;
using Qcc.Calibrate;
using Qcc.Codegen.Onnx;
using Qcc.Core.Ir;
using Qcc.Core.Quantization;
using Qcc.Measure;
using Qcc.Onnx;
using Qcc.Onnx.Runtime;
using Qcc.Search;

namespace Qcc.Check;

/// <summary>
/// How near each quantized value of an emitted file is to the float model. The codes are tapped, not the float values behind them,
/// because a tap on those would break the fusion that is to be measured.
/// </summary>
static class ResultErrors
{
    /// <summary>SQNR in dB by the value's name in the planned graph; without values that nothing could be compared of.</summary>
    public static IReadOnlyDictionary<string, double> Measure(PlannedModel planned, EmittedModel emitted, IEnumerable<HeldOutSample> samples, string file)
    {
        Graph graph = planned.Model.Graph;
        Dictionary<string, ValueDecision> decisions = planned.Plan.Values.Where(v => graph.Inputs.All(i => i.Name != v.Value)).ToDictionary(v => v.Value, StringComparer.Ordinal);
        string[] values = [.. decisions.Keys];
        string[] codes = [.. values.Select(v => emitted.Names.Codes[v])];
        if (values.Length == 0)
        {
            return new Dictionary<string, double>();
        }
        using OrtSession floats = Tapped(ModelExporter.Export(WithOutputs(planned.Model.Copy(), values)), file);
        using OrtSession integers = Tapped(ModelExporter.Export(IntegerGraphEmitter.WithFunctions(WithOutputs(emitted.Quantized.Copy(), codes))), file);
        var meters = values.ToDictionary(v => v, _ => new SqnrMeter(), StringComparer.Ordinal);
        foreach (HeldOutSample sample in samples)
        {
            using OrtOutputs reference = floats.Run(sample.Inputs, values), measured = integers.Run(sample.Inputs, codes);
            for (int i = 0; i < values.Length; i++)
            {
                // Shapes that depend on data may differ by a rounding; then there is nothing to compare.
                if (reference.Floats(i).Length == measured.Bytes(i).Length * 8 / decisions[values[i]].Type.BitWidth())
                {
                    meters[values[i]].Add(reference.Floats(i), Dequantized(measured.Bytes(i), decisions[values[i]]));
                }
            }
        }
        return meters.Where(m => m.Value.Count > 0).ToDictionary(m => m.Key, m => m.Value.Db, StringComparer.Ordinal);
    }

    static OrtSession Tapped(ExportedModel model, string file) => OrtSession.Load(model, new OrtSessionOptions(), file);

    static Model WithOutputs(Model model, IReadOnlyCollection<string> names)
    {
        var wanted = names.ToHashSet(StringComparer.Ordinal);
        model.Graph.AddOutputs(v => wanted.Contains(v.Name));
        return model;
    }

    static float[] Dequantized(ReadOnlySpan<byte> bytes, ValueDecision q)
    {
        ReadOnlySpan<short> wide = q.Type == ElementType.S16 ? MemoryMarshal.Cast<byte, short>(bytes) : default;
        var values = new float[q.Type == ElementType.S16 ? wide.Length : bytes.Length];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = ((q.Type == ElementType.S16 ? wide[i] : bytes[i]) - q.ZeroPoint) * q.Scale;
        }
        return values;
    }
}
