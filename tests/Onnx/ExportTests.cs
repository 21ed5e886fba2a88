using Google.Protobuf;
using global::Onnx;
using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;
using Qcc.Core.Ops;
using static Qcc.Onnx.Tests.TestModel;

namespace Qcc.Onnx.Tests;

/// <summary>What changes in the IR changes in the file, and nothing else.</summary>
public sealed class ExportTests
{
    static Model Import(ModelProto model) => ModelImporter.Parse(model.ToByteArray(), new DiagnosticList());

    static ModelProto Export(Model model) => ModelProto.Parser.ParseFrom(ModelExporter.Export(model).ToArray());

    [Fact]
    public void A_changed_attribute_keeps_its_documentation()
    {
        ModelProto source = Relu(g => g.Node.Add(Node("Softmax", ["x"], ["z"], new AttributeProto { Name = "axis", Type = 2, I = 1, DocString = "doc" })));
        Model model = Import(source);
        Node softmax = model.Graph.Nodes[0];
        softmax.Set("axis", (IntAttribute)softmax.Attribute("axis")! with { Value = -1 });

        AttributeProto axis = Export(model).Graph.Node[0].Attribute[0];

        Assert.Equal(new AttributeProto { Name = "axis", Type = 2, I = -1, DocString = "doc" }, axis);
    }

    [Fact]
    public void A_changed_weight_replaces_the_old_one_in_place()
    {
        Model model = Import(Relu(g => g.Initializer.Add([Tensor("v", 1, [1], t => t.FloatData.Add(1)), Tensor("w", 1, [2], t => t.FloatData.Add([1, 2]))])));
        Graph.SetInitializer(model.Graph.Initializers[0], Core.Ir.Tensor.Of(new float[] { 7, 8 }, 2));

        ModelProto result = Export(model);

        Assert.Equal(["v", "w"], result.Graph.Initializer.Select(t => t.Name));
        Assert.Equal(Floats(7, 8), result.Graph.Initializer[0].RawData);
        Assert.Empty(result.Graph.Initializer[0].FloatData);
        Assert.Equal([1, 2], result.Graph.Initializer[1].FloatData);
    }

    [Fact]
    public void Types_are_written_only_where_the_source_had_them_or_the_interface_needs_them()
    {
        Model model = Import(Of(g =>
        {
            g.Node.Add([Node("Relu", ["x"], ["a"]), Node("Relu", ["a"], ["b"]), Node("Relu", ["b"], ["y"])]);
            g.ValueInfo.Add(Info("a", 1, 9, 9));
            g.Output.Add(new ValueInfoProto { Name = "y", DocString = "doc" });
        }));
        TensorType type = TensorType.Of(ElementType.F32, 2, 3);
        foreach (Node node in model.Graph.Nodes)
        {
            node.Output.Type = type;
        }

        ModelProto result = Export(model);

        Assert.Equal([Info("a", 1, 2, 3)], result.Graph.ValueInfo);
        ValueInfoProto output = Info("y", 1, 2, 3);
        output.DocString = "doc";
        Assert.Equal([output], result.Graph.Output);
    }

    [Fact]
    public void A_replaced_node_takes_its_types_along_and_keeps_the_output_name()
    {
        Model model = Import(Of(g =>
        {
            g.Node.Add([Node("Relu", ["x"], ["a"]), Node("Relu", ["a"], ["y"])]);
            g.ValueInfo.Add(Info("a", 1, 2, 3));
            g.Output.Add(Info("y", 1, 2, 3));
        }));
        Graph graph = model.Graph;
        Node last = graph.Nodes[1], first = graph.Nodes[0];
        Node made = graph.Insert(last, OperatorTable.Find("", "Sigmoid")!, [graph.Inputs[0]], "s");
        graph.ReplaceAllUses(last.Output, made.Output);
        graph.Erase(last);
        graph.Erase(first);

        ModelProto result = Export(model);

        Assert.Equal([Node("Sigmoid", ["x"], ["y"])], result.Graph.Node.Select(Named));
        Assert.Equal([Info("y", 1, 2, 3)], result.Graph.Output);
        Assert.Empty(result.Graph.ValueInfo);

        static NodeProto Named(NodeProto node)
        {
            node.ClearName();
            return node;
        }
    }

    [Fact]
    public void A_model_made_from_nothing_is_a_model()
    {
        var graph = new Graph("g", new NameScope());
        Value x = graph.AddInput("x", TensorType.Of(ElementType.F32, 2));
        Value w = graph.AddConstant("w", Core.Ir.Tensor.Vector(1, 2));
        Node add = graph.Insert(null, OperatorTable.Find("", "Add")!, [x, w], "y");
        add.Set("text", "t");
        graph.AddOutput(add.Output);
        var model = new Model(graph);
        model.SetOpset("", 17);

        ModelProto result = Export(model);

        Assert.Equal(Floats(1, 2), result.Graph.Initializer.Single().RawData);
        Assert.Null(RoundTrip.Difference(result.ToByteArray()));
    }

    [Fact]
    public void Exports_share_the_weights_and_leave_the_model_alone()
    {
        ModelProto source = Relu(g => g.Initializer.Add(Tensor("w", 1, [2], t => t.RawData = Floats(1, 2))));
        Model model = Import(source);
        ExportedModel first = ModelExporter.Export(model);
        model.Graph.Nodes[0].Name = "renamed";

        Assert.Equal(source, ModelProto.Parser.ParseFrom(first.ToArray()));
        Assert.Equal("renamed", Export(model).Graph.Node[0].Name);
        Assert.Equal(8, first.TensorBytes);
        using var stream = new MemoryStream();
        first.WriteTo(stream);
        Assert.Equal(first.ToArray(), stream.ToArray());
    }
}
