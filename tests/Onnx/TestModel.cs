using Google.Protobuf;
using global::Onnx;

namespace Qcc.Onnx.Tests;

/// <summary>Small models from protobuf messages.</summary>
static class TestModel
{
    /// <summary>A model of IR 10 and opset 17 with one graph: input x, f32[2,3], and what the caller adds.</summary>
    public static ModelProto Of(Action<GraphProto> build)
    {
        var graph = new GraphProto { Name = "g" };
        graph.Input.Add(Info("x", 1, 2, 3));
        build(graph);
        var model = new ModelProto { IrVersion = 10, Graph = graph };
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = 17 });
        return model;
    }

    /// <summary>The same with y = Relu(x) as the last node and output.</summary>
    public static ModelProto Relu(Action<GraphProto> build) => Of(graph =>
    {
        build(graph);
        graph.Node.Add(Node("Relu", ["x"], ["y"]));
        graph.Output.Add(Info("y", 1, 2, 3));
    });

    public static ValueInfoProto Info(string name, int element, params ReadOnlySpan<long> shape)
    {
        var type = new TypeProto { TensorType = new() { ElemType = element, Shape = new() } };
        foreach (long size in shape)
        {
            type.TensorType.Shape.Dim.Add(new TensorShapeProto.Types.Dimension { DimValue = size });
        }
        return new ValueInfoProto { Name = name, Type = type };
    }

    public static NodeProto Node(string op, string[] inputs, string[] outputs, params AttributeProto[] attributes)
    {
        var node = new NodeProto { OpType = op };
        node.Input.Add(inputs);
        node.Output.Add(outputs);
        node.Attribute.Add(attributes);
        return node;
    }

    public static TensorProto Tensor(string name, int element, long[] shape, Action<TensorProto>? fill = null)
    {
        var tensor = new TensorProto { Name = name, DataType = element };
        tensor.Dims.Add(shape);
        fill?.Invoke(tensor);
        return tensor;
    }

    public static ByteString Raw(params byte[] bytes) => ByteString.CopyFrom(bytes);

    public static ByteString Floats(params float[] values) =>
        ByteString.CopyFrom(System.Runtime.InteropServices.MemoryMarshal.AsBytes(values.AsSpan()));
}
