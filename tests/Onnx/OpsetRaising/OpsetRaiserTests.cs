using Qcc.Core.Ir;
using Qcc.Core.Text;
using Qcc.Onnx.OpsetRaising;

namespace Qcc.Onnx.Tests.OpsetRaising;

public sealed class OpsetRaiserTests
{
    [Fact]
    public void Constants_stand_in_the_subgraph_that_reads_them()
    {
        Model model = GraphParser.ParseModel("""
            model ir=8 opset ""=11 {
            graph g(%c: bool[], %x: f32[1,3]) -> (%y: f32[3]) {
              %y = If(%c) {then_branch=graph t() -> (%a: f32[3]) { %a = Squeeze(%x) {axes=[0]} }, else_branch=graph e() -> (%b: f32[3]) { %n = Neg(%x)
               %b = ReduceSum(%n) {axes=[0], keepdims=0} }}
            }
            }
            """);
        RaisedModel raised = RaisedModel.Of(model);
        Assert.Empty(model.Graph.Initializers);
        Assert.All(model.Graph.Nodes[0].Subgraphs, g => Assert.Single(g.Initializers));
        Assert.Null(raised.Difference(RaisedModel.Random(1)));
        Assert.Null(raised.Difference(RaisedModel.Random(2)));
        Assert.Null(raised.Difference(RaisedModel.Random(3)));
    }

    [Fact]
    public void Functions_are_raised_from_their_own_opset_and_get_constant_nodes()
    {
        Model model = GraphParser.ParseModel("""
            model ir=8 opset ""=17 opset "d"=1 {
            function "d" "F" = graph f(%a) -> (%b) { %b = ReduceMean(%a) {axes=[1]} }
            graph g(%x: f32[2,3]) -> (%y: f32[2,1]) { %y = d.F(%x) }
            }
            """);
        model.Functions[0] = new Function("d", "F", model.Functions[0].Body) { Opsets = [new OpsetImport("", 17)] };
        RaisedModel raised = RaisedModel.Of(model);
        Assert.Equal(21, Assert.Single(model.Functions[0].Opsets).Version);
        Assert.Equal(["Constant", "ReduceMean"], model.Functions[0].Body.Nodes.Select(n => n.Operator.Name));
        Assert.Empty(model.Functions[0].Body.Initializers);
        Assert.Null(raised.Difference(RaisedModel.Random(1)));
    }

    [Fact]
    public void Opsets_of_imported_functions_are_written()
    {
        Model source = GraphParser.ParseModel("""
            model ir=8 opset ""=17 opset "d"=1 {
            function "d" "F" = graph f(%a) -> (%b) { %b = Relu(%a) }
            graph g(%x: f32[2,3]) -> (%y: f32[2,3]) { %y = d.F(%x) }
            }
            """);
        source.Functions[0] = new Function("d", "F", source.Functions[0].Body) { Opsets = [new OpsetImport("", 17)] };
        Model imported = Imported(source);
        OpsetRaiser.Raise(imported, 21, "m.onnx");
        Assert.Equal(21, Assert.Single(Imported(imported).Functions[0].Opsets).Version);
    }

    [Fact]
    public void Both_names_of_the_domain_become_one_import_and_others_stay()
    {
        Model model = GraphParser.ParseModel("""
            model ir=8 opset "ai.onnx"=12 opset "com.microsoft"=1 opset ""=12 {
            graph g(%x: f32[2,3]) -> (%y: f32[2,3]) { %r = Relu(%x)
             %y = com.microsoft.Gelu(%r) }
            }
            """);
        RaisedModel raised = RaisedModel.Of(model);
        Assert.Equal([("ai.onnx", 21L), ("com.microsoft", 1L)], model.Opsets.Select(o => (o.Domain, o.Version)));
        Assert.Null(raised.Difference(RaisedModel.Random(1)));
    }

    [Theory]
    [InlineData(21)]
    [InlineData(24)]
    public void A_model_at_the_target_or_beyond_stays_as_it_is(int opset)
    {
        Model model = GraphParser.ParseModel($"model ir=10 opset \"\"={opset} {{ graph g(%x: f32[2,3]) -> (%y: f32[2,3]) {{ %y = Softmax(%x) }} }}");
        string before = GraphPrinter.Print(model);
        OpsetRaiser.Raise(model, 21, "m.onnx");
        Assert.Equal(before, GraphPrinter.Print(model));
    }

    [Fact]
    public void A_flattened_softmax_keeps_its_name_and_the_graph_its_output()
    {
        Model model = GraphParser.ParseModel("model ir=8 opset \"\"=12 { graph g(%x: f32[2,3,4]) -> (%y: f32[2,3,4]) { %y = Softmax(%x) as attention } }");
        OpsetRaiser.Raise(model, 21, "m.onnx");
        Assert.Equal(["Flatten", "Softmax", "Reshape"], model.Graph.Nodes.Select(n => n.Operator.Name));
        Assert.Equal("attention", model.Graph.Nodes[1].Name);
        Assert.Equal("y", Assert.Single(model.Graph.Outputs).Name);
        Assert.Equal([2L, 3, 4], model.Graph.Nodes[2].Constant(1)!.ToInt64());
    }

    [Fact]
    public void A_normalization_of_each_element_becomes_arithmetic()
    {
        Model model = GraphParser.ParseModel("""
            model ir=8 opset ""=8 {
            graph g(%x: f32[2,2,1]) -> (%y: f32[2,2,1]) {
              %y = BatchNormalization(%x, f32[2,1]{1,2}, f32[2,1]{3,4}, f32[2,1]{0.5,0.25}, f32[2,1]{3.99999,15.99999}) {spatial=0}
            }
            }
            """);
        byte[] raised = RaisedModel.Of(model).After;
        using var session = Runtime.OrtSession.Load(raised, new Runtime.OrtSessionOptions(), "after");
        using Runtime.OrtOutputs found = session.Run(new Dictionary<string, Tensor> { ["x"] = Tensor.Of([2.5f, 4.25f, -1.5f, -3.75f], 2, 2, 1) });
        // (x - mean) / √(var + 1e-5) · scale + B with √(var + 1e-5) = 2 and 4; five roundings of 2^-24 each of at most 6.
        float[] expected = [4, 6, 2, 2];
        Assert.All(expected.Zip(found.Floats(0).ToArray()), p => Assert.Equal(p.First, p.Second, Math.ScaleB(1, -18)));
    }

    [Theory]
    [InlineData("f16", new byte[] { 0x00, 0xb8 })]
    [InlineData("f32", new byte[] { 0, 0, 0x00, 0xbf })]
    [InlineData("f64", new byte[] { 0, 0, 0, 0, 0, 0, 0xe0, 0xbf })]
    public void Bounds_take_the_type_of_the_data(string type, byte[] minusHalf)
    {
        Model model = GraphParser.ParseModel($"model ir=8 opset \"\"=10 {{ graph g(%x: {type}[5]) -> (%y: {type}[5]) {{ %y = Clip(%x) {{min=-0.5}} }} }}");
        OpsetRaiser.Raise(model, 21, "m.onnx");
        Node clip = Assert.Single(model.Graph.Nodes);
        Assert.Equal(new TensorType(ElementTypes.Parse(type)!.Value, []), clip.Constant(1)!.Type);
        Assert.Equal(minusHalf, clip.Constant(1)!.Bytes.ToArray());
        Assert.Null(clip.Input(2));
    }

    static Model Imported(Model model) => ModelImporter.Parse(ModelExporter.Export(model).ToArray(), new Core.Diagnostics.DiagnosticList());
}
