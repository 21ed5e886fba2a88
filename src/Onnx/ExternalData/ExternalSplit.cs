using System.Globalization;
using Google.Protobuf;
using global::Onnx;
using Qcc.Onnx.Protobuf;

namespace Qcc.Onnx.ExternalData;

/// <summary>Moves the large tensors of a model message into a data file beside it.</summary>
static class ExternalSplit
{
    // Page size of most systems, so that each tensor can be mapped on its own (docs/ExternalData.md of ONNX).
    const int Alignment = 4096;

    const int InOtherFile = 1;

    /// <summary>
    /// A copy of the model whose tensors of at least <paramref name="threshold"/> bytes refer to <paramref name="location"/>,
    /// and their bytes with the offsets at which they must stand there.
    /// </summary>
    public static (ModelProto Model, IReadOnlyList<(long Offset, ByteString Data)> Data) Split(ModelProto model, long threshold, string location)
    {
        // Messages are shared with the IR, so only a copy may be changed; cloning shares the bytes of tensors.
        ModelProto copy = model.Clone();
        var data = new List<(long, ByteString)>();
        long end = 0;
        new TensorVisit((tensor, _) =>
        {
            if (tensor.RawData.Length >= threshold)
            {
                long offset = (end + Alignment - 1) / Alignment * Alignment;
                end = offset + tensor.RawData.Length;
                data.Add((offset, tensor.RawData));
                Refer(tensor, location, offset);
            }
        }).Model(copy);
        return (copy, data);
    }

    /// <summary>Replaces the bytes of a tensor by a reference to a file.</summary>
    public static void Refer(TensorProto tensor, string location, long offset)
    {
        tensor.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = location });
        tensor.ExternalData.Add(new StringStringEntryProto { Key = "offset", Value = offset.ToString(CultureInfo.InvariantCulture) });
        tensor.ExternalData.Add(new StringStringEntryProto { Key = "length", Value = tensor.RawData.Length.ToString(CultureInfo.InvariantCulture) });
        tensor.DataLocation = InOtherFile;
        tensor.ClearRawData();
    }
}
