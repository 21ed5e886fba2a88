using global::Onnx;
using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;

namespace Qcc.Onnx.Import;

/// <summary>Reads a model from its message, whose tensors <see cref="TensorData"/> has checked. The message is taken apart.</summary>
static class ModelReader
{
    public static Model Read(ModelProto proto, ImportContext context)
    {
        CheckVersions(proto, context);
        foreach (FunctionProto function in proto.Functions)
        {
            context.DefineFunction(function.Domain, function.Name);
        }
        FunctionExpansion.Check(proto, context);
        var model = new Model(GraphReader.Read(proto.Graph, context, GraphPath.Main))
        {
            IrVersion = proto.IrVersion,
            Producer = proto.ProducerName,
            ProducerVersion = proto.ProducerVersion,
        };
        if (model.Graph.Outputs.Count == 0)
        {
            throw context.Refuse(ImportDiagnostics.NoOutputs, "");
        }
        model.Opsets.AddRange(proto.OpsetImport.Select(o => new OpsetImport(o.Domain, o.Version) { Origin = o }));
        model.Metadata.AddRange(proto.MetadataProps.Select(m => KeyValuePair.Create(m.Key, m.Value)));
        foreach (FunctionProto function in proto.Functions)
        {
            model.Functions.Add(GraphReader.Read(function, context));
        }
        proto.Graph = null;
        proto.OpsetImport.Clear();
        proto.Functions.Clear();
        model.Origin = proto;
        return model;
    }

    static void CheckVersions(ModelProto proto, ImportContext context)
    {
        if (proto.Graph is null)
        {
            throw context.Refuse(ImportDiagnostics.NoGraph, "");
        }
        if (proto.IrVersion > Supported.NewestIr)
        {
            throw context.Refuse(ImportDiagnostics.IrTooNew, proto.IrVersion);
        }
        if (proto.OpsetImport.Count == 0)
        {
            throw context.Refuse(ImportDiagnostics.NoOpset, "");
        }
        var versions = new Dictionary<string, long>();
        foreach (OperatorSetIdProto opset in proto.OpsetImport)
        {
            string domain = Model.Normalize(opset.Domain);
            if (opset.Version < 0)
            {
                throw context.Refuse(ImportDiagnostics.OpsetVersion, opset.Version);
            }
            if (domain.Length == 0 && opset.Version > Supported.NewestOpset)
            {
                throw context.Refuse(ImportDiagnostics.OpsetTooNew, opset.Version);
            }
            if (!versions.TryAdd(domain, opset.Version) && versions[domain] != opset.Version)
            {
                throw context.Refuse(ImportDiagnostics.OpsetConflict, (Escape.ForTerminal(domain), versions[domain], opset.Version));
            }
        }
    }
}
