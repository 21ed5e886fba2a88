using global::Onnx;
using Qcc.Core.Ir;

namespace Qcc.Onnx.Export;

/// <summary>Messages of nodes: what the source said and the IR does not hold, filled with what the IR holds.</summary>
static class NodeWriter
{
    public static NodeProto Write(Node node)
    {
        NodeProto message = (node.Origin as NodeProto)?.Clone() ?? new NodeProto();
        if (message.Name != node.Name)
        {
            message.Name = node.Name;
        }
        if (message.OpType != node.Operator.Name || Model.Normalize(message.Domain) != node.Operator.Domain)
        {
            SetOperator(message, node);
        }
        if (message.Overload != node.Overload)
        {
            message.Overload = node.Overload;
        }
        foreach (Value? input in node.Inputs)
        {
            message.Input.Add(input?.Name ?? "");
        }
        foreach (Value? output in node.Outputs)
        {
            message.Output.Add(output?.Name ?? "");
        }
        foreach ((string name, AttributeValue value) in node.Attributes)
        {
            message.Attribute.Add(AttributeWriter.Write(name, value));
        }
        return message;
    }

    static void SetOperator(NodeProto message, Node node)
    {
        message.OpType = node.Operator.Name;
        if (node.Operator.Domain.Length > 0)
        {
            message.Domain = node.Operator.Domain;
        }
        else
        {
            message.ClearDomain();
        }
    }
}
