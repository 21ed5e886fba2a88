using System.Buffers.Binary;
using Google.Protobuf;
using global::Onnx;
using Qcc.Core.Diagnostics;
using Qcc.Onnx.ExternalData;
using Qcc.Onnx.Protobuf;

namespace Qcc.Onnx.Import;

/// <summary>
/// Gives every tensor message of a parsed skeleton its bytes back, as views of the model file or of external files, and checks
/// each: afterwards shape, type and data of all of them agree, and none lies in another file.
/// </summary>
sealed class TensorData(IReadOnlyList<ReadOnlyMemory<byte>> views, ExternalFiles? external, ImportContext context)
{
    const int InOtherFile = 1;

    public void Attach(ModelProto model) => new TensorVisit(Attach).Model(model);

    void Attach(TensorProto tensor, Site site)
    {
        if (tensor.RawData.Length == Skeleton.IndexBytes)
        {
            long index = BinaryPrimitives.ReadInt64LittleEndian(tensor.RawData.Span);
            tensor.RawData = UnsafeByteOperations.UnsafeWrap(views[checked((int)index)]);
        }
        TensorLayout layout = TensorLayout.Of(tensor, context, site);
        if (tensor.DataLocation == InOtherFile)
        {
            AttachExternal(tensor, layout, site);
        }
        layout.CheckSize(tensor, TensorLayout.FieldOf(tensor, context, site), context, site);
    }

    void AttachExternal(TensorProto tensor, TensorLayout layout, Site site)
    {
        if (external is null)
        {
            throw context.Refuse(ImportDiagnostics.ExternalInMemory, "", site, tensor.Name);
        }
        ReadOnlyMemory<byte> data = external.Read(ExternalReference.Of(tensor, context, site), layout, site);
        tensor.RawData = UnsafeByteOperations.UnsafeWrap(data);
        tensor.ExternalData.Clear();
        tensor.ClearDataLocation();
    }
}
