using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;
using Qcc.Core.Ops;

namespace Qcc.Onnx.Import;

/// <summary>Compares a node's attributes with its entry in the operator table.</summary>
static class AttributeCheck
{
    public static void Check(Node node, long opset, ImportContext context, Site site)
    {
        foreach (IGrouping<string, AttributeSpec> specs in node.Operator.Attributes.Where(a => a.Since <= opset && opset <= a.Until).GroupBy(a => a.Name))
        {
            AttributeValue? value = node.Attribute(specs.Key);
            if (value is null)
            {
                if (specs.All(s => s.Required))
                {
                    throw context.Refuse(ImportDiagnostics.MissingAttribute, (node.Operator.Name, specs.Key), site);
                }
            }
            else if (KindOf(value) is { } kind && specs.All(s => s.Kind != kind))
            {
                throw context.Refuse(ImportDiagnostics.AttributeMismatch,
                    (node.Operator.Name, Escape.ForTerminal(specs.Key), Text(specs.First().Kind), Text(kind)), site);
            }
        }
    }

    // References take the kind of the caller's attribute; carried values are looked at by nobody.
    static AttributeKind? KindOf(AttributeValue value) => value switch
    {
        IntAttribute => AttributeKind.Int,
        FloatAttribute => AttributeKind.Float,
        StringAttribute => AttributeKind.Utf8,
        IntsAttribute => AttributeKind.Ints,
        FloatsAttribute => AttributeKind.Floats,
        StringsAttribute => AttributeKind.Utf8s,
        TensorAttribute => AttributeKind.Tensor,
        GraphAttribute => AttributeKind.Graph,
        GraphsAttribute => AttributeKind.Graphs,
        _ => null,
    };

    static string Text(AttributeKind kind) => kind switch
    {
        AttributeKind.Int => "an int",
        AttributeKind.Float => "a float",
        AttributeKind.Utf8 => "a string",
        AttributeKind.Ints => "a list of ints",
        AttributeKind.Floats => "a list of floats",
        AttributeKind.Utf8s => "a list of strings",
        AttributeKind.Tensor => "a tensor",
        AttributeKind.SparseTensor => "a sparse tensor",
        AttributeKind.Graph => "a graph",
        AttributeKind.Graphs => "a list of graphs",
        AttributeKind.TypeProto => "a type",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "no such kind of attribute"),
    };
}
