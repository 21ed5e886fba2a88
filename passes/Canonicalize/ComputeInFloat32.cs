using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Rewrite;
using Tensor = Qcc.Core.Ir.Tensor;

namespace Qcc.Passes.Canonicalize;

/// <summary>f(x: T)  =>  Cast&lt;T&gt;(f(Cast&lt;f32&gt;(x)))  for the whole graph, with constants of T as f32</summary>
/// <remarks>
/// Integer kernels read and write float32, and ONNX Runtime has few CPU kernels of float16 and none of bfloat16: it computes in float32
/// itself. Inputs and outputs keep their types. Finite doubles beyond float32 become its largest values. Declines for models with local
/// functions or sequences, and for doubles that become integers, which float32 may not hold.
/// </remarks>
/// <param name="types">The types that are replaced: F16, BF16, F64.</param>
public sealed class ComputeInFloat32(params ElementType[] types) : Pass
{
    /// <summary>Attributes that name an element type.</summary>
    static readonly string[] TypeAttributes = ["to", "dtype", "output_dtype", "output_datatype", "stash_type", "softmax_precision"];

    /// <summary>Also where no layer reads a value of the types, because nothing computes in them.</summary>
    public bool Always { get; init; }

    public override string Summary => "f(x: f16) => Cast<f16>(f(Cast<f32>(x)))";

    public override Stage Stage => Stage.Canonicalize;

    public override bool Run(Graph graph, PassContext context)
    {
        if (!Always && !graph.WithSubgraphs().Any(IsComputed))
        {
            return false;
        }
        if (Obstacle(graph, context.Model) is { } reason)
        {
            context.Declined(Name, graph.Outputs[0], reason);
            return false;
        }
        Value[] inputs = [.. graph.Inputs.Where(i => Has(i.Type))], outputs = [.. graph.Outputs.Where(o => Has(o.Type) && !o.IsGraphInput).Distinct()];
        foreach (Value input in inputs)
        {
            CastInput(graph, input);
        }
        var types = outputs.ToDictionary(o => o, o => o.Type);
        foreach (Graph each in graph.WithSubgraphs())
        {
            Widen(each);
        }
        foreach (Value output in outputs)
        {
            CastOutput(graph, output, types[output]!);
        }
        return true;
    }

    /// <summary>What integer kernels are there for.</summary>
    static readonly HashSet<Operator> Layers = [.. ConvolutionOperators.All, .. MatrixOperators.All];

    /// <summary>Whether a layer reads a value of the types: only there something is gained.</summary>
    bool IsComputed(Graph graph) => graph.Nodes.Any(n => Layers.Contains(n.Operator) && n.Inputs.Any(i => i is not null && (Has(i.Type) || CastsTo(i.Producer))));

    bool CastsTo(Node? node) => node is not null && TypeAttributes.Any(a => node.Attribute(a) is IntAttribute { Value: var type } && Is((ElementType)type));

    string? Obstacle(Graph graph, Model model)
    {
        Node[] nodes = [.. graph.WithSubgraphs().SelectMany(g => g.Nodes)];
        return model.Functions.Count > 0 ? "the model has local functions"
            : nodes.Any(n => SequenceOperators.All.Contains(n.Operator)) ? "the model has sequences"
            : nodes.Any(n => n.Operator == ElementwiseOperators.BitCast) ? "the bits of a value are read"
            : nodes.SelectMany(n => n.Inputs).OfType<Value>().Any(v => Has(v.Type) && v is { Producer: null, Initializer: null, IsGraphInput: false } && ReferenceEquals(v.Graph, graph)) ? "a sparse constant has the type"
            : nodes.Any(n => n.Operator == ElementwiseOperators.Cast && n.Inputs[0]!.TensorType?.Element == ElementType.F64 && !((ElementType)n.Int("to", 1)).IsFloat()) ? "a double becomes an integer"
            : null;
    }

    /// <summary>Constants, attributes and the types of values.</summary>
    void Widen(Graph graph)
    {
        foreach (Value constant in graph.Initializers.Where(v => !v.IsGraphInput && Is(v.Initializer!.Element)))
        {
            Graph.SetInitializer(constant, Widened(constant.Initializer!));
        }
        foreach (Node node in graph.Nodes)
        {
            foreach ((string name, AttributeValue value) in node.Attributes.ToArray())
            {
                if (value is TensorAttribute tensor && Is(tensor.Value.Element))
                {
                    node.Set(name, new TensorAttribute(Widened(tensor.Value)));
                }
                else if (value is IntAttribute type && TypeAttributes.Contains(name) && Is((ElementType)type.Value))
                {
                    node.Set(name, (int)ElementType.F32);
                }
            }
            foreach (Value? output in node.Outputs)
            {
                WidenType(output);
            }
        }
        foreach (Value input in graph.Inputs.Where(_ => graph.Outer is not null))
        {
            WidenType(input);
        }
    }

    void WidenType(Value? value)
    {
        if (value?.TensorType is { } type && Is(type.Element))
        {
            value.Type = type with { Element = ElementType.F32 };
        }
    }

    static void CastInput(Graph graph, Value input)
    {
        Use[] uses = [.. input.Uses];
        Value cast = Cast(graph, graph.Nodes.Count > 0 ? graph.Nodes[0] : null, input, ElementType.F32);
        cast.Type = input.TensorType! with { Element = ElementType.F32 };
        foreach (Use use in uses)
        {
            Graph.SetInput(use.Node, use.Index, cast);
        }
    }

    static void CastOutput(Graph graph, Value output, Core.Ir.ValueType type)
    {
        Use[] uses = [.. output.Uses];
        Core.Ir.ValueType? wide = output.Type;
        Value cast = Cast(graph, null, output, ((TensorType)type).Element);
        graph.ReplaceAllUses(output, cast);
        foreach (Use use in uses)
        {
            Graph.SetInput(use.Node, use.Index, output);
        }
        Graph.SetInput(cast.Producer!, 0, output);
        (output.Type, cast.Type) = (wide, type);
    }

    static Value Cast(Graph graph, Node? before, Value value, ElementType to)
    {
        Node cast = graph.Insert(before, ElementwiseOperators.Cast, [value], $"{value.Name}_cast");
        cast.Set("to", (int)to);
        return cast.Output;
    }

    bool Is(ElementType type) => types.Contains(type);

    bool Has(Core.Ir.ValueType? type) => type is TensorType tensor && Is(tensor.Element);

    static Tensor Widened(Tensor tensor)
    {
        var values = new float[tensor.Count];
        switch (tensor.Element)
        {
            case ElementType.F16:
                TensorPrimitives.ConvertToSingle(tensor.As<Half>(), values);
                break;
            case ElementType.BF16:
                ReadOnlySpan<ushort> upper = tensor.As<ushort>();
                Span<uint> bits = MemoryMarshal.Cast<float, uint>(values.AsSpan());
                for (int i = 0; i < bits.Length; i++)
                {
                    bits[i] = (uint)upper[i] << 16;
                }
                break;
            default:
                ReadOnlySpan<double> doubles = tensor.As<double>();
                for (int i = 0; i < values.Length; i++)
                {
                    values[i] = (float)(double.IsFinite(doubles[i]) ? Math.Clamp(doubles[i], float.MinValue, float.MaxValue) : doubles[i]);
                }
                break;
        }
        return Tensor.Of(values, [.. tensor.Shape]);
    }
}
