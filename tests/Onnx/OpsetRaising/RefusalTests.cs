using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;
using Qcc.Core.Text;
using Qcc.Onnx.OpsetRaising;

namespace Qcc.Onnx.Tests.OpsetRaising;

public sealed class RefusalTests
{
    [Theory]
    [InlineData(8, "Scan of opset 8 cannot be raised to opset 9", "graph g(%x: f32[1,2,3]) -> (%y: f32[1,2,3]) { %y = Scan(_, %x) {num_scan_inputs=1, body=graph b(%a: f32[3]) -> (%c: f32[3]) { %c = Neg(%a) }} as n }")]
    [InlineData(7, "its mask is read", "graph g(%x: f32[2,3]) -> (%y: f32[2,3], %m: f32[2,3]) { %y, %m = Dropout(%x) as n }")]
    [InlineData(9, "BatchNormalization of opset 9 cannot be raised to opset 14: it returns its statistics", "graph g(%x: f32[2,3]) -> (%y: f32[2,3]) { %y, %m, %v, %sm, %sv = BatchNormalization(%x, f32[3]{1,1,1}, f32[3]{0,0,0}, f32[3]{0,0,0}, f32[3]{1,1,1}) as n }")]
    [InlineData(11, "\"tf_half_pixel_for_nn\"", "graph g(%x: f32[1,1,4,4]) -> (%y: f32[1,1,8,8]) { %y = Resize(%x, f32[0]{}, f32[4]{1,1,2,2}) {mode=\"linear\", coordinate_transformation_mode=\"tf_half_pixel_for_nn\"} as n }")]
    [InlineData(18, "the number of channels is not known", "graph g(%x: f32) -> (%y: f32) { %y = GroupNormalization(%x, f32[2]{1,1}, f32[2]{0,0}) {num_groups=2} as n }")]
    [InlineData(18, "5 channels do not form 2 groups", "graph g(%x: f32[1,5,2]) -> (%y: f32[1,5,2]) { %y = GroupNormalization(%x, f32[2]{1,1}, f32[2]{0,0}) {num_groups=2} as n }")]
    [InlineData(18, "4000000000000 channels are more than", "graph g(%x: f32[1,4000000000000,2]) -> (%y: f32) { %y = GroupNormalization(%x, f32[2]{1,1}, f32[2]{0,0}) {num_groups=2} as n }")]
    [InlineData(10, "the element type u8", "graph g(%x: u8[3]) -> (%y: u8[3]) { %y = Clip(%x) {min=1.0} as n }")]
    [InlineData(7, "it has no scales", "graph g(%x: f32[1,1,2,2]) -> (%y: f32) { %y = Upsample(%x) as n }")]
    [InlineData(9, "attribute \"k\" is no integer", "graph g(%x: f32[3]) -> (%y: f32) { %y, %i = TopK(%x) {k=1.5} as n }")]
    [InlineData(12, "qcc does not know the operator", "graph g(%x: f32[3]) -> (%y: f32[3]) { %y = Rotate(%x) as n }")]
    public void What_has_no_equal_is_refused_by_name(int opset, string reason, string graph)
    {
        Model model = Parse(opset, graph);

        Diagnostic diagnostic = Assert.Throws<DiagnosticException>(() => OpsetRaiser.Raise(model, 21, "m.onnx")).Diagnostic;

        Assert.Equal("QCC1072", diagnostic.Code);
        Assert.Contains(reason, diagnostic.Text, StringComparison.Ordinal);
        Assert.Equal("main/node \"n\"", diagnostic.Place.Node);
    }

    [Fact]
    public void An_opset_before_7_is_refused()
    {
        Model model = Parse(6, "graph g(%x: f32[3]) -> (%y: f32[3]) { %y = Relu(%x) }");
        Diagnostic diagnostic = Assert.Throws<DiagnosticException>(() => OpsetRaiser.Raise(model, 21, "m.onnx")).Diagnostic;
        Assert.Equal("QCC1071", diagnostic.Code);
        Assert.Contains("opset 6", diagnostic.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_callers_attribute_cannot_become_an_input()
    {
        Model model = GraphParser.ParseModel("""
            model ir=8 opset ""=12 opset "d"=1 {
            function "d" "F" = graph f(%a) -> (%b) { %b = Squeeze(%a) {axes=$axes} }
            graph g(%x: f32[1,3]) -> (%y: f32[3]) { %y = d.F(%x) {axes=[0]} }
            }
            """);
        model.Functions[0] = new Function("d", "F", model.Functions[0].Body) { Opsets = [new OpsetImport("", 12)] };
        Diagnostic diagnostic = Assert.Throws<DiagnosticException>(() => OpsetRaiser.Raise(model, 21, "m.onnx")).Diagnostic;
        Assert.Contains("given by the callers", diagnostic.Text, StringComparison.Ordinal);
        Assert.StartsWith("function \"F\"/", diagnostic.Place.Node, StringComparison.Ordinal);
    }

    static Model Parse(int opset, string graph) => GraphParser.ParseModel($"model ir=8 opset \"\"={opset} {{ {graph} }}");
}
