using global::Onnx;
using Qcc.Core.Ir;

namespace Qcc.Onnx.Export;

/// <summary>Messages of whole models.</summary>
static class ModelWriter
{
    public static ModelProto Write(Model model)
    {
        ModelProto message = (model.Origin as ModelProto)?.Clone() ?? new ModelProto { ProducerName = "qcc" };
        if (message.IrVersion != model.IrVersion)
        {
            message.IrVersion = model.IrVersion;
        }
        message.OpsetImport.Add(model.Opsets.Select(Write));
        if (!message.MetadataProps.Select(m => KeyValuePair.Create(m.Key, m.Value)).SequenceEqual(model.Metadata))
        {
            message.MetadataProps.Clear();
            message.MetadataProps.Add(model.Metadata.Select(m => new StringStringEntryProto { Key = m.Key, Value = m.Value }));
        }
        message.Functions.Add(model.Functions.Select(GraphWriter.Write));
        message.Graph = GraphWriter.Write(model.Graph);
        return message;
    }

    public static OperatorSetIdProto Write(OpsetImport opset)
    {
        if (opset.Origin is OperatorSetIdProto source && source.Domain == opset.Domain && source.Version == opset.Version)
        {
            return source;
        }
        return new OperatorSetIdProto { Domain = opset.Domain, Version = opset.Version };
    }
}
