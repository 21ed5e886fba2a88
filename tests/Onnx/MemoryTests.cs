using Google.Protobuf;
using global::Onnx;
using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;
using static Qcc.Onnx.Tests.TestModel;

namespace Qcc.Onnx.Tests;

/// <summary>Weights are views: neither reading nor exporting a model copies them.</summary>
public sealed class MemoryTests
{
    const int Weights = 200 << 20;
    const long Budget = 5 << 20;

    [Fact]
    public void Reading_200_MB_of_weights_allocates_next_to_nothing()
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            WriteLarge(path);
            long before = GC.GetAllocatedBytesForCurrentThread();
            Model model = ModelImporter.Import(path, new DiagnosticList());
            ExportedModel exported = ModelExporter.Export(model);
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

            Assert.Equal(Weights, exported.TensorBytes);
            Assert.Equal(Weights, model.Graph.Initializers.Single().Initializer!.Bytes.Length);
            Assert.InRange(allocated, 0, Budget);
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>Writes the messages around the weights by hand; the weights are a hole in the file.</summary>
    static void WriteLarge(string path)
    {
        ModelProto model = Relu(_ => { });
        byte[] graph = model.Graph.ToByteArray();
        model.Graph = null;
        byte[] tensor = [.. Tensor("w", 1, [Weights / 4]).ToByteArray(), .. Head(9, Weights)];
        byte[] initializer = Head(5, tensor.Length + Weights);
        using FileStream file = File.Create(path);
        file.Write(model.ToByteArray());
        file.Write(Head(7, graph.Length + initializer.Length + tensor.Length + Weights));
        file.Write(graph);
        file.Write(initializer);
        file.Write(tensor);
        file.SetLength(file.Position + Weights);
    }

    static byte[] Head(int field, int length)
    {
        using var bytes = new MemoryStream();
        using (var output = new CodedOutputStream(bytes))
        {
            output.WriteTag(field, WireFormat.WireType.LengthDelimited);
            output.WriteLength(length);
        }
        return bytes.ToArray();
    }
}
