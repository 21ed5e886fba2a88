using System.Globalization;
using Google.Protobuf;
using Onnx;
using Qcc.Onnx;

namespace Qcc.Benchmarks.Huge;

/// <summary>
/// A language model's outline without attention: token ids [N,T] → embedding → blocks of MatMul + bias, Relu, MatMul + bias and a
/// residual sum. Weights are seeded and scaled by √(2 / inputs), so that values keep their size from block to block.
/// </summary>
/// <param name="Width">Features between blocks.</param>
/// <param name="Inner">Features inside a block.</param>
/// <param name="Tokens">Rows of the embedding.</param>
/// <param name="Blocks">Number of blocks.</param>
sealed record HugeModel(int Width, int Inner, int Tokens, int Blocks)
{
    const int InOtherFile = 1;
    const int Alignment = 4096;

    /// <summary>The model of that many bytes of weights, with layers of 4096 by 8192.</summary>
    public static HugeModel OfBytes(long bytes)
    {
        const int Width = 4096, Inner = 8192, Tokens = 8192;
        const long Embedding = (long)Width * Tokens * sizeof(float), Block = 2L * Width * Inner * sizeof(float);
        return new HugeModel(Width, Inner, Tokens, checked((int)((bytes - Embedding) / Block)));
    }

    /// <summary>Bytes of the weights of the largest layer.</summary>
    public long LargestLayer => (long)Math.Max(Inner, Tokens) * Width * sizeof(float);

    /// <summary>Writes the model as one file.</summary>
    public void WriteSingle(string path)
    {
        using FileStream file = File.Create(path);
        Build((name, shape, seed) =>
        {
            TensorProto tensor = Tensor(name, shape);
            tensor.RawData = UnsafeByteOperations.UnsafeWrap(Weights(shape, seed));
            return tensor;
        }).WriteTo(file);
    }

    /// <summary>Writes the model with its weights in a file beside it.</summary>
    public void WriteExternal(string path)
    {
        string dataPath = path + ExportedModel.DataSuffix;
        using FileStream data = File.Create(dataPath);
        ModelProto model = Build((name, shape, seed) =>
        {
            TensorProto tensor = Tensor(name, shape);
            tensor.DataLocation = InOtherFile;
            data.Position = (data.Length + Alignment - 1) / Alignment * Alignment;
            tensor.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = Path.GetFileName(dataPath) });
            tensor.ExternalData.Add(new StringStringEntryProto { Key = "offset", Value = data.Position.ToString(CultureInfo.InvariantCulture) });
            data.Write(Weights(shape, seed));
            return tensor;
        });
        File.WriteAllBytes(path, model.ToByteArray());
    }

    ModelProto Build(Func<string, long[], int, TensorProto> weight)
    {
        var graph = new GraphProto { Name = "huge" };
        graph.Input.Add(Info("ids", 7, "N", "T"));
        graph.Initializer.Add(weight("embedding", [Tokens, Width], 0));
        graph.Node.Add(Node("Gather", "h0", "embedding", "ids"));
        for (int i = 0; i < Blocks; i++)
        {
            graph.Initializer.Add(weight($"up{i}", [Width, Inner], (2 * i) + 1));
            graph.Initializer.Add(weight($"down{i}", [Inner, Width], (2 * i) + 2));
            graph.Initializer.Add(Bias($"up_bias{i}", Inner));
            graph.Initializer.Add(Bias($"down_bias{i}", Width));
            graph.Node.Add(Node("MatMul", $"u{i}", $"h{i}", $"up{i}"));
            graph.Node.Add(Node("Add", $"ub{i}", $"u{i}", $"up_bias{i}"));
            graph.Node.Add(Node("Relu", $"a{i}", $"ub{i}"));
            graph.Node.Add(Node("MatMul", $"d{i}", $"a{i}", $"down{i}"));
            graph.Node.Add(Node("Add", $"db{i}", $"d{i}", $"down_bias{i}"));
            graph.Node.Add(Node("Add", $"h{i + 1}", $"h{i}", $"db{i}"));
        }
        graph.Output.Add(Info($"h{Blocks}", 1, "N", "T", Width.ToString(CultureInfo.InvariantCulture)));
        var model = new ModelProto { IrVersion = 8, Graph = graph };
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = 17 });
        return model;
    }

    internal static NodeProto Node(string type, string output, params string[] inputs)
    {
        var node = new NodeProto { OpType = type, Name = output };
        node.Input.Add(inputs);
        node.Output.Add(output);
        return node;
    }

    internal static TensorProto Tensor(string name, long[] shape)
    {
        var tensor = new TensorProto { Name = name, DataType = 1 };
        tensor.Dims.Add(shape);
        return tensor;
    }

    internal static TensorProto Bias(string name, int length)
    {
        TensorProto tensor = Tensor(name, [length]);
        float[] values = [.. Enumerable.Range(0, length).Select(i => ((i % 7) - 3) * 0.01f)];
        tensor.RawData = ByteString.CopyFrom(System.Runtime.InteropServices.MemoryMarshal.AsBytes(values.AsSpan()));
        return tensor;
    }

    internal static ValueInfoProto Info(string name, int element, params string[] sizes)
    {
        var shape = new TensorShapeProto();
        foreach (string size in sizes)
        {
            shape.Dim.Add(long.TryParse(size, CultureInfo.InvariantCulture, out long known)
                ? new TensorShapeProto.Types.Dimension { DimValue = known }
                : new TensorShapeProto.Types.Dimension { DimParam = size });
        }
        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = element, Shape = shape } } };
    }

    /// <summary>Weights with variance 2 / inputs (the first size), or about 1 for the embedding.</summary>
    byte[] Weights(long[] shape, int seed) => Random(shape, seed, seed == 0 ? 1 : 2f / shape[0] / Blocks);

    /// <summary>Triangular numbers of a variance around 0: sums of two uniform ones of xorshift64.</summary>
    internal static byte[] Random(long[] shape, int seed, float variance)
    {
        float scale = MathF.Sqrt(6f * variance);
        var bytes = new byte[shape[0] * shape[1] * sizeof(float)];
        Span<float> values = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(bytes.AsSpan());
        ulong state = ((ulong)seed * 0x9e3779b97f4a7c15) + 1;
        for (int i = 0; i < values.Length; i++)
        {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            values[i] = scale * (((((uint)state >> 8) + ((uint)(state >> 32) >> 8)) / (float)(1 << 24)) - 1);
        }
        return bytes;
    }
}
