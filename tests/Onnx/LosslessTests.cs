using Google.Protobuf;
using global::Onnx;
using static Qcc.Onnx.Tests.TestModel;

namespace Qcc.Onnx.Tests;

/// <summary>Each feature of the format comes back as it was.</summary>
public sealed class LosslessTests
{
    static void SurvivesRoundTrip(ModelProto model) => Assert.Null(RoundTrip.Difference(model.ToByteArray()));

    [Theory]
    [InlineData(1, 24)]
    [InlineData(10, 12)]
    [InlineData(16, 12)]
    [InlineData(17, 6)]
    [InlineData(11, 48)]
    [InlineData(14, 48)]
    [InlineData(15, 96)]
    [InlineData(21, 3)]
    [InlineData(22, 3)]
    [InlineData(23, 3)]
    [InlineData(25, 2)]
    [InlineData(26, 2)]
    public void Raw_data_of_every_width(int element, int bytes) => SurvivesRoundTrip(Relu(g =>
        g.Initializer.Add(Tensor("w", element, [2, 3], t => t.RawData = ByteString.CopyFrom(new byte[bytes])))));

    [Fact]
    public void Typed_fields_stay_in_their_field() => SurvivesRoundTrip(Relu(g =>
    {
        g.Initializer.Add(Tensor("f", 1, [2], t => t.FloatData.Add([1, float.NaN])));
        g.Initializer.Add(Tensor("c", 14, [1], t => t.FloatData.Add([1, -0f])));
        g.Initializer.Add(Tensor("d", 11, [2], t => t.DoubleData.Add([1, double.NegativeInfinity])));
        g.Initializer.Add(Tensor("l", 7, [2], t => t.Int64Data.Add([long.MinValue, 1])));
        g.Initializer.Add(Tensor("u", 12, [2], t => t.Uint64Data.Add([uint.MaxValue, 1])));
        g.Initializer.Add(Tensor("h", 10, [2], t => t.Int32Data.Add([0x3c00, 0xbc00])));
        g.Initializer.Add(Tensor("b", 3, [2], t => t.Int32Data.Add([-128, 127])));
        // Beyond the type's range; the meaning is lost, the field is not.
        g.Initializer.Add(Tensor("t", 9, [2], t => t.Int32Data.Add([300, 1])));
        g.Initializer.Add(Tensor("n", 22, [3], t => t.Int32Data.Add([0x21, 0x03])));
        g.Initializer.Add(Tensor("s", 8, [2], t => t.StringData.Add([Raw(0xff, 0), Raw()])));
        g.Initializer.Add(Tensor("e", 1, [0, 4]));
        g.Initializer.Add(Tensor("r", 1, [0], t => t.RawData = ByteString.Empty));
    }));

    [Fact]
    public void Sparse_initializers() => SurvivesRoundTrip(Relu(g =>
    {
        var sparse = new SparseTensorProto
        {
            Values = Tensor("s", 1, [2], t => t.RawData = Floats(1, 2)),
            Indices = Tensor("", 7, [2, 2], t => t.Int64Data.Add([0, 0, 1, 2])),
        };
        sparse.Dims.Add([2, 3]);
        g.SparseInitializer.Add(sparse);
        g.Node.Add(Node("Add", ["x", "s"], ["z"]));
        g.ValueInfo.Add(Info("s", 1, 2, 3));
    }));

    [Fact]
    public void Attributes_of_every_kind() => SurvivesRoundTrip(Relu(g =>
    {
        var sparse = new SparseTensorProto { Values = Tensor("", 1, [0]), Indices = Tensor("", 7, [0]) };
        sparse.Dims.Add(4);
        g.Node.Add(Node("Strange", ["x", ""], ["", "z"],
            new AttributeProto { Name = "f", Type = 1, F = float.NaN, DocString = "doc" },
            new AttributeProto { Name = "untyped", I = 3 },
            new AttributeProto { Name = "s", Type = 3, S = Raw(0xff) },
            new AttributeProto { Name = "t", Type = 4, T = Tensor("inner", 1, [1], t => t.RawData = Floats(3)) },
            new AttributeProto { Name = "fs", Type = 6, Floats = { 1, 2 } },
            new AttributeProto { Name = "is", Type = 7 },
            new AttributeProto { Name = "ss", Type = 8, Strings = { Raw(1), Raw() } },
            new AttributeProto { Name = "ts", Type = 9, Tensors = { Tensor("", 1, [1], t => t.RawData = Floats(3)) } },
            new AttributeProto { Name = "gs", Type = 10, Graphs = { new GraphProto { Name = "sub" }, new GraphProto() } },
            new AttributeProto { Name = "sp", Type = 11, SparseTensor = sparse },
            new AttributeProto { Name = "sps", Type = 12, SparseTensors = { sparse.Clone() } },
            new AttributeProto { Name = "tp", Type = 13, Tp = Info("", 1, 2).Type },
            new AttributeProto { Name = "tps", Type = 14, TypeProtos = { Info("", 1, 2).Type } }));
        g.Node[0].Domain = "strange.ops";
    }));

    [Fact]
    public void Subgraphs_without_a_type_and_with_captures() => SurvivesRoundTrip(Relu(g =>
    {
        GraphProto branch = new() { Name = "branch" };
        branch.Node.Add(Node("Add", ["x", "w"], ["r"]));
        branch.Initializer.Add(Tensor("w", 1, [1], t => t.RawData = Floats(3)));
        branch.Output.Add(new ValueInfoProto { Name = "r" });
        branch.ValueInfo.Add(Info("x", 1, 9));
        g.Node.Add(Node("If", ["c"], ["z"],
            new AttributeProto { Name = "then_branch", G = branch }, new AttributeProto { Name = "else_branch", Type = 5, G = branch.Clone() }));
        g.Node.Add(Node("Cast", ["x"], ["c"], new AttributeProto { Name = "to", Type = 2, I = 9 }));
    }));

    [Fact]
    public void Types_that_are_only_carried() => SurvivesRoundTrip(Relu(g =>
    {
        TypeProto tensor = Info("", 1, 2).Type;
        TypeProto sequence = new() { SequenceType = new() { ElemType = tensor }, Denotation = "D" };
        g.Input.Add(new ValueInfoProto { Name = "s", Type = sequence, DocString = "doc" });
        g.Input.Add(new ValueInfoProto { Name = "o", Type = new() { OptionalType = new() { ElemType = sequence } } });
        g.Input.Add(new ValueInfoProto { Name = "m", Type = new() { MapType = new() { KeyType = 7, ValueType = tensor } } });
        g.Input.Add(new ValueInfoProto { Name = "p", Type = new() { SparseTensorType = new() { ElemType = 1 } } });
        g.Input.Add(new ValueInfoProto { Name = "q", Type = new() { OpaqueType = new() { Domain = "d", Name = "n" } } });
        g.Input.Add(new ValueInfoProto { Name = "u", Type = new() });
        g.Input.Add(new ValueInfoProto { Name = "none" });
        g.Input.Add(Info("minus", 1, -1));
        g.Input[^1].Type.TensorType.Shape.Dim.Add([new() { DimParam = "N", Denotation = "BATCH" }, new() { DimParam = "" }, new()]);
        g.ValueInfo.Add(Info("absent", 1, 2));
        g.ValueInfo.Add(Info("y", 1, 9));
        g.ValueInfo.Add(new ValueInfoProto { Name = "x" });
    }));

    [Fact]
    public void Inputs_that_are_outputs_and_initializers() => SurvivesRoundTrip(Relu(g =>
    {
        g.Input.Add(Info("w", 1, 1));
        g.Initializer.Add(Tensor("w", 1, [1], t => t.RawData = Floats(3)));
        g.Output.Add([Info("x", 1, 2, 3), Info("w", 1, 1), Info("x", 1, 2)]);
    }));

    [Fact]
    public void Functions_with_references_defaults_and_overloads()
    {
        ModelProto model = Relu(g =>
        {
            g.Node.Add(Node("F", ["x"], ["z"], new AttributeProto { Name = "a", Type = 1, F = 2 }));
            g.Node[0].Domain = "local";
            g.Node[0].Overload = "second";
        });
        foreach (string overload in new[] { "", "second" })
        {
            var function = new FunctionProto { Name = "F", Domain = "local", DocString = "doc", Overload = overload };
            function.Input.Add("i");
            function.Output.Add("o");
            function.Attribute.Add("a");
            function.AttributeProto.Add(new AttributeProto { Name = "b", Type = 4, T = Tensor("", 1, [1], t => t.RawData = Floats(3)) });
            function.OpsetImport.Add(new OperatorSetIdProto { Domain = "ai.onnx", Version = 16 });
            function.Node.Add(Node("LeakyRelu", ["i"], ["o"], new AttributeProto { Name = "alpha", Type = 1, RefAttrName = "a" }));
            function.ValueInfo.Add(Info("o", 1, 2));
            function.MetadataProps.Add(new StringStringEntryProto { Key = "k", Value = "v" });
            model.Functions.Add(function);
        }
        SurvivesRoundTrip(model);
    }

    [Fact]
    public void What_surrounds_the_graph()
    {
        ModelProto model = Relu(g =>
        {
            g.DocString = "doc";
            g.MetadataProps.Add(new StringStringEntryProto { Key = "k" });
            g.QuantizationAnnotation.Add(new TensorAnnotation { TensorName = "absent" });
            NodeProto node = Node("Relu", ["x"], ["z"]);
            node.Domain = "ai.onnx";
            node.Name = "";
            node.DeviceConfigurations.Add(new NodeDeviceConfigurationProto { ConfigurationId = "c", PipelineStage = 1 });
            g.Node.Add(node);
        });
        model.ProducerName = "someone";
        model.DocString = "doc";
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "ai.onnx", Version = 17 });
        model.MetadataProps.Add([new StringStringEntryProto { Key = "twice", Value = "1" }, new StringStringEntryProto { Key = "twice" }]);
        model.Configuration.Add(new DeviceConfigurationProto { Name = "c", NumDevices = 2 });
        model.TrainingInfo.Add(new TrainingInfoProto { Algorithm = new() { Initializer = { Tensor("t", 1, [1], t => t.RawData = Floats(3)) } } });
        SurvivesRoundTrip(model);
    }

    [Fact]
    public void Fields_that_this_version_does_not_know()
    {
        byte[] unknownNumber = [0xc8, 0x3e, 0x05];                                  // field 1001, varint 5
        byte[] unknownGroup = [0xd3, 0x3e, 0x08, 0x01, 0xd4, 0x3e];                 // field 1002, a group
        byte[] graph = [.. Relu(g => g.Initializer.Add(Tensor("w", 1, [1], t => t.RawData = Floats(3)))).Graph.ToByteArray(), .. unknownNumber];
        byte[] rest = Relu(_ => { }).ToByteArray();
        ModelProto head = ModelProto.Parser.ParseFrom(rest);
        head.Graph = null;
        byte[] model = [.. head.ToByteArray(), 0x3a, (byte)graph.Length, .. graph, .. unknownGroup];
        Assert.InRange(graph.Length, 1, 127);
        Assert.Null(RoundTrip.Difference(model));
    }

    [Fact]
    public void Subgraphs_64_deep()
    {
        GraphProto graph = new() { Name = "innermost" };
        graph.Output.Add(new ValueInfoProto { Name = "x" });
        for (int depth = 1; depth < Protobuf.Skeleton.SubgraphDepth; depth++)
        {
            GraphProto outer = new();
            outer.Node.Add(Node("If", ["x"], ["o"], new AttributeProto { Name = "then_branch", Type = 5, G = graph }));
            outer.Output.Add(new ValueInfoProto { Name = "o" });
            graph = outer;
        }
        SurvivesRoundTrip(Relu(g => g.Node.Add(Node("If", ["x"], ["z"], new AttributeProto { Name = "then_branch", Type = 5, G = graph }))));
    }

    [Fact]
    public void A_chain_of_200_000_nodes() => SurvivesRoundTrip(Of(g =>
    {
        const int length = 200_000;
        for (int i = 0; i < length; i++)
        {
            g.Node.Add(Node("Relu", [i == 0 ? "x" : $"v{i}"], [$"v{i + 1}"]));
        }
        g.Output.Add(Info($"v{length}", 1, 2, 3));
    }));

    [Fact]
    public void The_producer_is_told_and_stays()
    {
        ModelProto proto = Relu(_ => { });
        (proto.ProducerName, proto.ProducerVersion) = ("pytorch", "2.9");
        SurvivesRoundTrip(proto);
        Qcc.Core.Ir.Model model = ModelImporter.Parse(proto.ToByteArray(), new Qcc.Core.Diagnostics.DiagnosticList());
        Assert.Equal(("pytorch", "2.9"), (model.Producer, model.ProducerVersion));
        Qcc.Core.Ir.Model copy = Qcc.Core.Ir.ModelCopy.Copy(model);
        Assert.Equal(("pytorch", "2.9"), (copy.Producer, copy.ProducerVersion));
    }
}
