using Google.Protobuf;
using global::Onnx;
using Qcc.Core.Ir;

namespace Qcc.Onnx.Export;

/// <summary>Messages of tensors: the source's own for imported ones, else raw data that are a view of the tensor's.</summary>
static class TensorWriter
{
    /// <summary>An initializer of the given name.</summary>
    public static TensorProto Write(Tensor tensor, string name)
    {
        if (tensor.Origin is not TensorProto source)
        {
            TensorProto made = Write(tensor);
            made.Name = name;
            return made;
        }
        if (source.Name == name)
        {
            return source;
        }
        TensorProto renamed = source.Clone();
        renamed.Name = name;
        return renamed;
    }

    /// <summary>A tensor of an attribute.</summary>
    public static TensorProto Write(Tensor tensor)
    {
        if (tensor.Origin is TensorProto source)
        {
            return source;
        }
        var message = new TensorProto { DataType = (int)tensor.Element };
        message.Dims.Add(tensor.Shape);
        if (tensor.Strings is { } strings)
        {
            message.StringData.Add(strings.Select(UnsafeByteOperations.UnsafeWrap));
        }
        else
        {
            message.RawData = UnsafeByteOperations.UnsafeWrap(tensor.Bytes);
        }
        return message;
    }
}
