using System.Globalization;
using System.Text.RegularExpressions;
using Qcc.Codegen.C;
using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Ops.Integer;
using Qcc.Core.Quantization;

namespace Qcc.Measure;

/// <summary>
/// Floats at the inputs and outputs of a file that has codes there (<see cref="CompileOptions.IntegerIo"/>): its metadata tell what they mean, so that it can be
/// measured beside the float model.
/// </summary>
public static partial class FloatEdges
{
    const string Key = "qcc.quantization.";

    /// <summary>The metadata that say what codes mean.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Metadata(CodeEdges edges) =>
        edges.Quantization.OrderBy(e => e.Key, StringComparer.Ordinal).Select(e =>
            KeyValuePair.Create(Key + e.Key, string.Create(CultureInfo.InvariantCulture, $"{e.Value.Type.Name()} scale={e.Value.Scale:R} zero_point={e.Value.ZeroPoint}")));

    /// <summary>What a model's metadata say; nothing of most models. Entries that are none of ours, or of values that are no codes, mean nothing.</summary>
    public static CodeEdges Of(Model model)
    {
        Dictionary<string, string> texts = model.Metadata.DistinctBy(m => m.Key).ToDictionary(m => m.Key, m => m.Value, StringComparer.Ordinal);
        var quantization = new Dictionary<string, QuantParams>(StringComparer.Ordinal);
        foreach (Value value in model.Graph.Inputs.Concat(model.Graph.Outputs))
        {
            if (texts.TryGetValue(Key + value.Name, out string? text) && Parse(text) is { } q && value.TensorType?.Element == q.Type)
            {
                quantization[value.Name] = q;
            }
        }
        return new CodeEdges(quantization);
    }

    /// <summary>A copy of a model that takes and gives floats: QuantizeLinear behind its inputs, DequantizeLinear before its outputs.</summary>
    public static Model Around(Model model, CodeEdges edges)
    {
        Model floats = model.Copy();
        Graph graph = floats.Graph;
        foreach (Value input in graph.Inputs.Where(v => edges.Quantization.ContainsKey(v.Name)).ToArray())
        {
            Node quantize = graph.Insert(graph.Nodes is [var first, ..] ? first : null, QuantizationOperators.QuantizeLinear, [input, .. Parameters(graph, input.Name, edges)], $"{input.Name}_quantized");
            graph.ReplaceAllUses(input, quantize.Output);
            Graph.SetInput(quantize, 0, input);
            input.Type = new TensorType(ElementType.F32, input.TensorType!.Shape);
        }
        foreach (Value output in graph.Outputs.Where(v => edges.Quantization.ContainsKey(v.Name)).ToArray())
        {
            string name = output.Name;
            var type = new TensorType(ElementType.F32, output.TensorType!.Shape);
            Use[] uses = [.. output.Uses];
            Node dequantize = graph.Insert(null, QuantizationOperators.DequantizeLinear, [output, .. Parameters(graph, name, edges)], $"{name}_dequantized");
            graph.ReplaceAllUses(output, dequantize.Output);
            dequantize.Output.Type = type;
            foreach (Use use in uses.Append(new Use(dequantize, 0)))
            {
                Graph.SetInput(use.Node, use.Index, output);
            }
        }
        return floats;
    }

    static Value[] Parameters(Graph graph, string name, CodeEdges edges)
    {
        QuantParams q = edges.Quantization[name];
        return [graph.AddConstant($"{name}_scale", Tensor.Scalar(q.Scale)), graph.AddConstant($"{name}_zero_point", IntegerValues.Pack(q.Type, [q.ZeroPoint], []))];
    }

    static QuantParams? Parse(string text) =>
        Text().Match(text) is { Success: true } match && Types.FirstOrDefault(t => t.Name() == match.Groups[1].Value) is var type and not ElementType.Undefined
            && float.TryParse(match.Groups[2].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out float scale) && float.IsFinite(scale) && scale > 0
            && int.TryParse(match.Groups[3].Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int zeroPoint)
            ? QuantParams.PerTensor(type, scale, zeroPoint) : null;

    static readonly ElementType[] Types = [ElementType.U8, ElementType.S8, ElementType.U16, ElementType.S16];

    [GeneratedRegex(@"^([a-z0-9]+) scale=(\S+) zero_point=(-?[0-9]+)$")]
    private static partial Regex Text();
}
