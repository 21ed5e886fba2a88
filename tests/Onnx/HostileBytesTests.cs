using CsCheck;
using Google.Protobuf;
using global::Onnx;
using Qcc.Core.Diagnostics;
using static Qcc.Onnx.Tests.TestModel;

namespace Qcc.Onnx.Tests;

/// <summary>Whatever bytes come, the answer is a model or a diagnostic.</summary>
public sealed class HostileBytesTests
{
    static readonly byte[] Seed = Model().ToByteArray();

    [Fact]
    public void Damaged_models_never_throw_anything_but_a_diagnostic() =>
        Gen.Select(Gen.Int[0, Seed.Length - 1], Gen.Byte, Gen.Int[0, 3]).Array[1, 8].Sample(damages =>
        {
            var bytes = new List<byte>(Seed);
            foreach ((int position, byte value, int kind) in damages)
            {
                Damage(bytes, Math.Min(position, bytes.Count - 1), value, kind);
            }
            Answer([.. bytes]);
        }, iter: 20_000, threads: 1);

    [Fact]
    public void A_model_cut_anywhere_is_refused_as_truncated_or_read()
    {
        for (int length = 0; length < Seed.Length; length++)
        {
            Answer(Seed[..length]);
        }
    }

    [Fact]
    public void Random_bytes_are_no_model() => Gen.Byte.Array[0, 200].Sample(bytes => Answer(bytes), iter: 20_000, threads: 1);

    static void Damage(List<byte> bytes, int position, byte value, int kind)
    {
        switch (kind)
        {
            case 0: bytes[position] = value; break;
            case 1: bytes.Insert(position, value); break;
            case 2 when bytes.Count > 1: bytes.RemoveAt(position); break;
            default: bytes[position] ^= (byte)(1 << (value & 7)); break;
        }
    }

    static void Answer(byte[] bytes)
    {
        try
        {
            byte[] again = ModelExporter.Export(ModelImporter.Parse(bytes, new DiagnosticList())).ToArray();
            ModelImporter.Parse(again, new DiagnosticList());
        }
        catch (DiagnosticException e)
        {
            Assert.StartsWith("QCC1", e.Diagnostic.Code, StringComparison.Ordinal);
        }
    }

    static ModelProto Model()
    {
        ModelProto model = Relu(g =>
        {
            GraphProto branch = new() { Name = "branch" };
            branch.Node.Add(Node("Add", ["x", "w"], ["r"]));
            branch.Output.Add(new ValueInfoProto { Name = "r" });
            g.Initializer.Add(Tensor("w", 1, [2], t => t.RawData = Floats(3, 4)));
            g.Initializer.Add(Tensor("i", 6, [2], t => t.Int32Data.Add([3, 4])));
            g.Node.Add(Node("If", ["w"], ["z"], new AttributeProto { Name = "then_branch", Type = 5, G = branch }));
            g.Node.Add(Node("F", ["z"], ["f"]));
            g.Node[^1].Domain = "l";
            g.ValueInfo.Add(Info("z", 1, 2, 3));
            var sparse = new SparseTensorProto { Values = Tensor("s", 1, [1], t => t.RawData = Floats(1)), Indices = Tensor("", 7, [1], t => t.Int64Data.Add(1)) };
            sparse.Dims.Add(4);
            g.SparseInitializer.Add(sparse);
        });
        var function = new FunctionProto { Name = "F", Domain = "l" };
        function.Input.Add("i");
        function.Output.Add("o");
        function.Node.Add(Node("Relu", ["i"], ["o"]));
        model.Functions.Add(function);
        return model;
    }
}
