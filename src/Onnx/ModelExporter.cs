using Qcc.Core.Ir;
using Qcc.Onnx.Export;

namespace Qcc.Onnx;

/// <summary>Writes models as ONNX. An imported model that nothing changed comes out field by field as it came in.</summary>
public static class ModelExporter
{
    /// <summary>The model as it is now, ready to be written; tensors are not copied.</summary>
    public static ExportedModel Export(Model model) => new(ModelWriter.Write(model), model.Graph.Store is not null);
}
