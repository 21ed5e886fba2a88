using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;
using Qcc.Core.Ops.Integer;
using Qcc.Core.Quantization;
using Qcc.Core.Rewrite;
using Qcc.Core.Text;
using Qcc.Passes.Lower.Integer;

namespace Qcc.Passes.Tests.Lower;

/// <summary>Limits of codes do what a Relu or Clip between the same codes does, whatever comes in.</summary>
public sealed class LimitCodesTests
{
    [Theory]
    [InlineData("Relu(%x)", ElementType.S16, 0.001f, 0, 0f, float.PositiveInfinity)]
    [InlineData("Relu(%x)", ElementType.U8, 0.1f, 77, 0f, float.PositiveInfinity)]
    [InlineData("Clip(%x, f32[]{0}, f32[]{6})", ElementType.S16, 0.001f, 0, 0f, 6f)]
    [InlineData("Clip(%x, f32[]{-1.55}, f32[]{2.05})", ElementType.U8, 0.1f, 128, -1.55f, 2.05f)]
    [InlineData("Clip(%x, f32[]{1}, f32[]{2})", ElementType.S8, 0.1f, -5, 1f, 2f)]
    [InlineData("Clip(%x, _, f32[]{1e9})", ElementType.S8, 0.1f, -5, float.NegativeInfinity, 1e9f)]
    public void TheCodesAreThoseOfTheActivation(string activation, ElementType type, float scale, int zeroPoint, float least, float greatest)
    {
        (long low, long high) = type.Range();
        const int Count = 4001;
        string conversion = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"f32[]{{{scale}}}, {type.Name()}[]{{{zeroPoint}}}");
        string requantize = $"qcc.Requantize(%a, s32[]{{5}}, s32[]{{3}}) {{arithmetic=\"R31\", to={(int)type}, zero_point={zeroPoint}, low={low}, high={high}}} : {type.Name()}[{Count}]";
        string text = $"graph g(%a: s32[{Count}]) -> (%y: {type.Name()}[{Count}]) {{\n%q = {requantize}\n%x = DequantizeLinear(%q, {conversion}) : f32[{Count}]\n%r = {activation} : f32[{Count}]\n%y = QuantizeLinear(%r, {conversion})\n}}";
        var accumulators = new Dictionary<string, Tensor> { ["a"] = Tensor.Of(ElementType.S32, Enumerable.Range(-Count / 2, Count).Select(i => i * 40).ToArray(), Count) };
        var model = new Model(GraphParser.ParseGraph(text));
        model.SetOpset("", 21);
        Assert.True(new LimitCodes().Run(model.Graph, new PassContext(model, new NoRuntime(), new DiagnosticList())));
        Assert.Single(model.Graph.Nodes);

        Tensor codes = IntegerEvaluator.Run(GraphParser.ParseGraph($"graph g(%a: s32[{Count}]) -> (%q) {{\n%q = {requantize}\n}}"), accumulators)["q"];
        float[] limited = [.. IntegerValues.Of(codes).Select(q => MathF.Min(MathF.Max((q - zeroPoint) * scale, least), greatest))];
        Tensor expected = EdgeSemantics.Codes(Tensor.Of(limited, Count), QuantParams.PerTensor(type, scale, zeroPoint));
        Assert.Equal(IntegerValues.Of(expected), IntegerValues.Of(IntegerEvaluator.Run(model.Graph, accumulators)["y"]));
    }
}
