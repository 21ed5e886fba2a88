using global::Onnx;
using Qcc.Core.Ir;

namespace Qcc.Onnx.Import;

/// <summary>Kinds of attributes as AttributeProto numbers them.</summary>
enum AttributeType
{
    Undefined, Float, Int, String, Tensor, Graph, Floats, Ints, Strings, Tensors, Graphs, SparseTensor, SparseTensors, Type, Types,
}

/// <summary>Attribute values from their messages, which are kept as their origin.</summary>
static class AttributeReader
{
    /// <summary>Reads an attribute; <paramref name="subgraph"/> reads the graphs in it.</summary>
    public static AttributeValue Read(AttributeProto a, Func<GraphProto, Graph> subgraph, ImportContext context, Site site)
    {
        if (a.RefAttrName.Length > 0)
        {
            return new ReferenceAttribute(a.RefAttrName) { Origin = a };
        }
        return TypeOf(a) switch
        {
            AttributeType.Float => new FloatAttribute(a.F) { Origin = a },
            AttributeType.Int => new IntAttribute(a.I) { Origin = a },
            AttributeType.String => new StringAttribute(a.S.Memory) { Origin = a },
            AttributeType.Tensor when a.T is { } tensor => new TensorAttribute(TensorReader.Read(tensor)) { Origin = a },
            AttributeType.Graph when a.G is { } graph => Graphs(a, new GraphAttribute(subgraph(graph))),
            AttributeType.Floats => new FloatsAttribute([.. a.Floats]) { Origin = a },
            AttributeType.Ints => new IntsAttribute([.. a.Ints]) { Origin = a },
            AttributeType.Strings => new StringsAttribute([.. a.Strings.Select(s => s.Memory)]) { Origin = a },
            AttributeType.Graphs => Graphs(a, new GraphsAttribute([.. a.Graphs.Select(subgraph)])),
            AttributeType.Tensors or AttributeType.SparseTensor or AttributeType.SparseTensors or AttributeType.Type
                or AttributeType.Types or AttributeType.Tensor or AttributeType.Graph or AttributeType.Undefined =>
                new CarriedAttribute(TypeOf(a).ToString()) { Origin = a },
            _ => throw context.Refuse(ImportDiagnostics.AttributeType, (a.Name, a.Type), site),
        };
    }

    // Graphs have messages of their own; what is kept of the attribute is the rest.
    static AttributeValue Graphs(AttributeProto a, AttributeValue value)
    {
        a.G = null;
        a.Graphs.Clear();
        return value with { Origin = a };
    }

    /// <summary>The type, told by the filled field where old files do not say it.</summary>
    public static AttributeType TypeOf(AttributeProto a) => a switch
    {
        { Type: not 0 } => (AttributeType)a.Type,
        { HasF: true } => AttributeType.Float,
        { HasI: true } => AttributeType.Int,
        { HasS: true } => AttributeType.String,
        { T: not null } => AttributeType.Tensor,
        { G: not null } => AttributeType.Graph,
        { Floats.Count: > 0 } => AttributeType.Floats,
        { Ints.Count: > 0 } => AttributeType.Ints,
        { Strings.Count: > 0 } => AttributeType.Strings,
        { Tensors.Count: > 0 } => AttributeType.Tensors,
        { Graphs.Count: > 0 } => AttributeType.Graphs,
        { SparseTensor: not null } => AttributeType.SparseTensor,
        { SparseTensors.Count: > 0 } => AttributeType.SparseTensors,
        { Tp: not null } => AttributeType.Type,
        { TypeProtos.Count: > 0 } => AttributeType.Types,
        _ => AttributeType.Undefined,
    };
}
