using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Ops.Integer;
using Qcc.Core.Quantization;

namespace Qcc.Codegen.C;

/// <summary>
/// The float edges of an integer graph, taken away: inputs and outputs are the codes behind QuantizeLinear and before DequantizeLinear, under the names of
/// the floats (docs/integer-graph.md, edges). Floats of another type than f32 go with the Cast beside them.
/// </summary>
/// <param name="Quantization">What the codes mean, by the name of the input or output.</param>
public sealed record CodeEdges(IReadOnlyDictionary<string, QuantParams> Quantization)
{
    /// <summary>Changes the graph; an input that is read as floats, or in two quantizations, and a float output stay as they are.</summary>
    public static CodeEdges Take(Graph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var quantization = new Dictionary<string, QuantParams>();
        foreach (Value input in graph.Inputs.Where(i => !i.IsConstant).ToArray())
        {
            TakeInput(graph, input, quantization);
        }
        for (int i = 0; i < graph.Outputs.Count; i++)
        {
            TakeOutput(graph, graph.Outputs[i], quantization);
        }
        return new CodeEdges(quantization);
    }

    /// <summary>A sample of floats as codes; what is an integer already stays.</summary>
    public IReadOnlyDictionary<string, Tensor> Codes(IReadOnlyDictionary<string, Tensor> sample) => sample.ToDictionary(s => s.Key,
        s => s.Value.Element.IsFloat() && Quantization.TryGetValue(s.Key, out QuantParams? quant) ? EdgeSemantics.Codes(EdgeSemantics.Floats(s.Value, ElementType.F32), quant) : s.Value);

    static void TakeInput(Graph graph, Value input, Dictionary<string, QuantParams> quantization)
    {
        Node? cast = input.Uses is [{ Node: var only }] && EdgeSemantics.IsAtEdge(only) ? only : null;
        Value floats = cast is null ? input : cast.Output;
        Node[] readers = [.. floats.Uses.Select(u => u.Node).Distinct()];
        QuantParams?[] quants = [.. readers.Select(r => r.Operator == QuantizationOperators.QuantizeLinear && r.Input(0) == floats ? Of(r) : null).Distinct()];
        Value codes = input;
        if (quants is [{ } quant] && !input.IsGraphOutput && !floats.IsGraphOutput)
        {
            quantization[input.Name] = quant;
            codes = graph.AddInput(input.Name, input.TensorType! with { Element = quant.Type });
            foreach (Node reader in readers)
            {
                graph.ReplaceAllUses(reader.Output, codes);
                graph.Erase(reader);
            }
            if (cast is not null)
            {
                graph.Erase(cast);
            }
        }
        else if (input.TensorType is { } type)
        {
            // Added again like the others, so that their order stays.
            codes = graph.AddInput(input.Name, type);
            graph.ReplaceAllUses(input, codes);
        }
        graph.RemoveInput(input);
    }

    static void TakeOutput(Graph graph, Value output, Dictionary<string, QuantParams> quantization)
    {
        Node? cast = output.Producer is { } last && EdgeSemantics.IsAtEdge(last) && last.Inputs[0]!.IsUsedOnce ? last : null;
        if ((cast is null ? output : cast.Inputs[0]!).Producer is { } node && node.Operator == QuantizationOperators.DequantizeLinear && Of(node) is { } quant && output.Uses.Count == 0)
        {
            string name = output.Name;
            TensorType codes = node.Input(0)!.TensorType!;
            graph.ReplaceAllUses(output, node.Input(0)!);
            Value now = graph.Outputs.First(o => o.Name == name);
            now.Type = codes;
            quantization[name] = quant;
            if (cast is not null)
            {
                graph.Erase(cast);
            }
            if (!node.Output.IsUsed)
            {
                graph.Erase(node);
            }
        }
    }

    /// <summary>Scale and zero point of a node, per tensor; the type is that of its codes.</summary>
    static QuantParams? Of(Node node) => node.Constant(1) is { Count: 1, Element: ElementType.F32 } scale && node.Constant(2) is { Count: 1 } zero
        ? QuantParams.PerTensor(zero.Element, scale.Floats[0], (int)zero.ToInt64()[0])
        : null;
}
