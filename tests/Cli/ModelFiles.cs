using Google.Protobuf;
using Onnx;
using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Onnx;

namespace Qcc.Cli.Tests;

/// <summary>A folder of its own for a test, with small models in it.</summary>
public abstract class ModelFiles : IDisposable
{
    protected string Folder { get; } = Directory.CreateTempSubdirectory("qcc-test-").FullName;

    protected string PathOf(string name) => Path.Combine(Folder, name);

    /// <summary>relu(x·w): f32[N,3] to f32[N,4].</summary>
    protected string WriteModel(string name = "model.onnx", float factor = 1, params KeyValuePair<string, string>[] metadata)
    {
        ModelExporter.Export(Example(factor, metadata)).WriteTo(PathOf(name));
        return PathOf(name);
    }

    /// <summary>The same, with its weights in a file beside it.</summary>
    protected string WriteModelWithData(params KeyValuePair<string, string>[] metadata)
    {
        ModelExporter.Export(Example(1, metadata)).WriteTo(PathOf("model.onnx"), externalThreshold: 1);
        return PathOf("model.onnx");
    }

    /// <summary>The same with 1.2 GB of zeros for weights, which take no room on disk.</summary>
    protected string WriteLargeModel()
    {
        const long Columns = 100_000_000;
        string path = WriteModelWithData();
        ModelProto model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(path));
        TensorProto weight = model.Graph.Initializer.Single();
        weight.Dims[1] = Columns;
        weight.ExternalData.Single(e => e.Key == "length").Value = $"{weight.Dims[0] * Columns * sizeof(float)}";
        model.Graph.Output[0].Type.TensorType.Shape.Dim[1].DimValue = Columns;
        File.WriteAllBytes(path, model.ToByteArray());
        using FileStream data = File.Create($"{path}.data");
        data.SetLength(weight.Dims[0] * Columns * sizeof(float));
        return path;
    }

    static Model Example(float factor, KeyValuePair<string, string>[] metadata)
    {
        var graph = new Graph("net", new NameScope());
        Value x = graph.AddInput("x", new TensorType(ElementType.F32, [Dim.Of("N"), 3]));
        Value w = graph.AddConstant("w", Tensor.Of([.. Enumerable.Range(0, 12).Select(i => factor * (i - 5))], 3, 4));
        Node product = graph.Insert(null, MatrixOperators.MatMul, [x, w], "p");
        Value y = graph.Insert(null, ActivationOperators.Relu, [product.Output], "y").Output;
        y.Type = new TensorType(ElementType.F32, [Dim.Of("N"), 4]);
        graph.AddOutput(y);
        var model = new Model(graph) { IrVersion = 8 };
        model.SetOpset("", 17);
        model.Metadata.AddRange(metadata);
        return model;
    }

    protected static Model Read(string path) => ModelImporter.Import(path, new DiagnosticList());

    public void Dispose()
    {
        Directory.Delete(Folder, recursive: true);
        GC.SuppressFinalize(this);
    }
}
