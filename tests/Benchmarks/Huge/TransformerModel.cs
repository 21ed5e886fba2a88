using System.Globalization;
using System.Runtime.InteropServices;
using Google.Protobuf;
using Onnx;

namespace Qcc.Benchmarks.Huge;

/// <summary>
/// A language model with seeded weights: token ids [1,T] → embedding and positions → blocks of attention and a Gelu layer behind LayerNormalizations → logits.
/// Some channels of the normalizations are tens of times larger than others, as in trained models.
/// </summary>
/// <param name="Blocks">Number of blocks.</param>
sealed record TransformerModel(int Blocks)
{
    /// <summary>Tokens of a sample.</summary>
    public const int Length = 64;

    /// <summary>Rows of the embedding.</summary>
    public const int Tokens = 4096;

    /// <summary>AttributeProto.AttributeType.INTS.</summary>
    const int IntsType = 7;

    const int Width = 512, Heads = 8, Inner = 4 * Width;

    /// <summary>The model of about that many bytes of weights.</summary>
    public static TransformerModel OfBytes(long bytes)
    {
        const long Ends = 2L * Tokens * Width * sizeof(float), Block = 12L * Width * Width * sizeof(float);
        return new TransformerModel(checked((int)Math.Max(1, (bytes - Ends + (Block / 2)) / Block)));
    }

    /// <summary>Writes the model as one file.</summary>
    public void Write(string path)
    {
        var builder = new Builder();
        string stream = builder.Add("Add", builder.Add("Gather", builder.Weights(1, Tokens, Width), "ids"), builder.Weights(0.1f, Length, Width));
        for (int block = 0; block < Blocks; block++)
        {
            stream = builder.Add("Add", stream, Attention(builder, builder.Normalized(stream)));
            string inner = builder.Add("Gelu", builder.Layer(builder.Normalized(stream), Width, Inner));
            stream = builder.Add("Add", stream, builder.Layer(inner, Inner, Width));
        }
        builder.Node("MatMul", "logits", builder.Normalized(stream), builder.Weights(1f / Width, Width, Tokens));
        builder.Graph.Input.Add(HugeModel.Info("ids", 7, "1", Length.ToString(CultureInfo.InvariantCulture)));
        builder.Graph.Output.Add(HugeModel.Info("logits", 1, "1", Length.ToString(CultureInfo.InvariantCulture), Tokens.ToString(CultureInfo.InvariantCulture)));
        var model = new ModelProto { IrVersion = 10, Graph = builder.Graph };
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = 21 });
        using FileStream file = File.Create(path);
        model.WriteTo(file);
    }

    static string Attention(Builder builder, string x)
    {
        string Projected(int[] order)
        {
            string split = builder.Add("Reshape", builder.Layer(x, Width, Width), builder.Numbers(1, Length, Heads, Width / Heads));
            string turned = builder.Add("Transpose", split);
            builder.Graph.Node[^1].Attribute.Add(new AttributeProto { Name = "perm", Type = IntsType, Ints = { order.Select(o => (long)o) } });
            return turned;
        }
        string scores = builder.Add("Mul", builder.Add("MatMul", Projected([0, 2, 1, 3]), Projected([0, 2, 3, 1])), builder.Scalar(1 / MathF.Sqrt(Width / Heads)));
        string weighted = builder.Add("MatMul", builder.Add("Softmax", scores), Projected([0, 2, 1, 3]));
        string merged = builder.Add("Transpose", weighted);
        builder.Graph.Node[^1].Attribute.Add(new AttributeProto { Name = "perm", Type = IntsType, Ints = { 0, 2, 1, 3 } });
        return builder.Layer(builder.Add("Reshape", merged, builder.Numbers(1, Length, Width)), Width, Width);
    }

    sealed class Builder
    {
        int _names;

        public GraphProto Graph { get; } = new() { Name = "transformer" };

        public string Add(string type, params string[] inputs)
        {
            string output = $"v{_names++}";
            Node(type, output, inputs);
            return output;
        }

        public void Node(string type, string output, params string[] inputs) => Graph.Node.Add(HugeModel.Node(type, output, inputs));

        /// <summary>A matrix with a variance around 0.</summary>
        public string Weights(float variance, params long[] shape)
        {
            TensorProto tensor = HugeModel.Tensor($"w{_names++}", shape);
            tensor.RawData = UnsafeByteOperations.UnsafeWrap(HugeModel.Random(shape, _names, variance));
            Graph.Initializer.Add(tensor);
            return tensor.Name;
        }

        public string Scalar(float value) => Constant([value], []);

        public string Numbers(params long[] values)
        {
            var tensor = new TensorProto { Name = $"n{_names++}", DataType = 7 };
            tensor.Dims.Add(values.Length);
            tensor.Int64Data.Add(values);
            Graph.Initializer.Add(tensor);
            return tensor.Name;
        }

        /// <summary>x·W + b.</summary>
        public string Layer(string x, int inputs, int outputs)
        {
            TensorProto bias = HugeModel.Bias($"b{_names++}", outputs);
            Graph.Initializer.Add(bias);
            return Add("Add", Add("MatMul", x, Weights(1f / inputs, inputs, outputs)), bias.Name);
        }

        public string Normalized(string x)
        {
            float[] scale = [.. Enumerable.Range(0, Width).Select(i => i % 97 == 11 ? 20f : 1f + (0.1f * (i % 5)))];
            return Add("LayerNormalization", x, Constant(scale, Width), Constant(new float[Width], Width));
        }

        string Constant(float[] values, params long[] shape)
        {
            TensorProto tensor = HugeModel.Tensor($"c{_names++}", shape);
            tensor.RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(values.AsSpan()));
            Graph.Initializer.Add(tensor);
            return tensor.Name;
        }
    }
}
