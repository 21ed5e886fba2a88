using Qcc.Core.Ir;
using Qcc.Onnx;

namespace Qcc.Codegen.Onnx;

/// <summary>Writes a lowered graph as ONNX in whichever form it has: opset 21, IR 10, marked as ours.</summary>
public static class QdqEmitter
{
    /// <summary>Lowest opset of an emitted file; a newer model keeps its own.</summary>
    public const int Opset = 21;

    /// <summary>IR version of an emitted file of that opset.</summary>
    public const int IrVersion = 10;

    /// <summary>The metadata key that marks files of this compiler.</summary>
    public const string VersionKey = "qcc.version";

    /// <summary>The model, ready to be written.</summary>
    public static ExportedModel Emit(Model lowered, string target, string version)
    {
        lowered.SetOpset("", Math.Max(lowered.OpsetOf("") ?? 0, Opset));
        foreach (string domain in lowered.Graph.WithSubgraphs().SelectMany(g => g.Nodes).Select(n => n.Operator.Domain).Distinct().Where(d => lowered.OpsetOf(d) is null).ToArray())
        {
            lowered.SetOpset(domain, 1);
        }
        lowered.IrVersion = Math.Max(lowered.IrVersion, IrVersion);
        return Mark(lowered, target, version);
    }

    /// <summary>A model as it is, marked as ours.</summary>
    public static ExportedModel Mark(Model model, string target, string version)
    {
        foreach ((string key, string value) in new[] { (VersionKey, version), ("qcc.target", target) })
        {
            model.Metadata.RemoveAll(m => m.Key == key);
            model.Metadata.Add(new(key, value));
        }
        return ModelExporter.Export(model);
    }
}
