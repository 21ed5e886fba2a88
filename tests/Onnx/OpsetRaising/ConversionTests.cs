using Qcc.Core.Ir;
using Qcc.Core.Text;

namespace Qcc.Onnx.Tests.OpsetRaising;

/// <summary>
/// A small graph for each row of the table: ONNX Runtime computes the same bits before and after. Each is raised with the types of
/// all values and with those of inputs and outputs alone.
/// </summary>
public sealed class ConversionTests
{
    [Theory]
    [InlineData("Slice without axes", 9, "graph g(%x: f32[3,4,5]) -> (%y: f32[2,2,5]) { %y = Slice(%x) {starts=[1,-3], ends=[9223372036854775807,-1]} }")]
    [InlineData("Slice", 9, "graph g(%x: f32[3,4,5]) -> (%y: f32[3,4,2]) { %y = Slice(%x) {starts=[1], ends=[3], axes=[2]} }")]
    [InlineData("TopK", 9, "graph g(%x: f32[3,8]) -> (%y: f32[3,3], %i: s64[3,3]) { %y, %i = TopK(%x) {k=3, axis=1} }")]
    [InlineData("Clip", 10, "graph g(%x: f32[3,8]) -> (%y: f32[3,8]) { %y = Clip(%x) {min=-0.5, max=1.0} }")]
    [InlineData("Clip with one bound", 10, "graph g(%x: f32[3,8]) -> (%y: f32[3,8]) { %y = Clip(%x) {max=1.0} }")]
    [InlineData("Clip of an inner value", 10, "graph g(%x: f32[3,8]) -> (%y: f32[3,8]) { %r = Neg(%x)\n %y = Clip(%r) {min=0.0} }")]
    [InlineData("Pad", 10, "graph g(%x: f32[3,4]) -> (%y: f32[4,7]) { %y = Pad(%x) {pads=[1,0,0,3], value=1.5} }")]
    [InlineData("Pad with its default", 10, "graph g(%x: f32[3,4]) -> (%y: f32[3,3]) { %y = Pad(%x) {pads=[0,0,0,-1]} }")]
    [InlineData("Pad by reflection", 10, "graph g(%x: f32[3,4]) -> (%y: f32[5,4]) { %y = Pad(%x) {pads=[1,0,1,0], mode=\"reflect\", value=3.0} }")]
    [InlineData("Scatter", 10, "graph g(%x: f32[3,3], %u: f32[1,3]) -> (%y: f32[3,3]) { %y = Scatter(%x, s64[1,3]{1,0,2}, %u) {axis=0} }")]
    [InlineData("Dropout", 11, "graph g(%x: f32[3,3]) -> (%y: f32[3,3]) { %y, %m = Dropout(%x) {ratio=0.25} }")]
    [InlineData("Squeeze", 12, "graph g(%x: f32[3,1,2,1]) -> (%y: f32[3,1,2]) { %y = Squeeze(%x) {axes=[-1]} }")]
    [InlineData("Squeeze all", 12, "graph g(%x: f32[3,1,2,1]) -> (%y: f32[3,2]) { %y = Squeeze(%x) }")]
    [InlineData("Unsqueeze", 12, "graph g(%x: f32[3,2]) -> (%y: f32[1,3,2,1]) { %y = Unsqueeze(%x) {axes=[0,3]} }")]
    [InlineData("Split", 12, "graph g(%x: f32[2,6]) -> (%y: f32[2,2], %z: f32[2,4]) { %y, %z = Split(%x) {axis=1, split=[2,4]} }")]
    [InlineData("Split evenly", 12, "graph g(%x: f32[2,6]) -> (%y: f32[2,2], %z: f32[2,2]) { %y, %o, %z = Split(%x) {axis=1} }")]
    [InlineData("Split evenly, 13", 13, "graph g(%x: f32[6,2]) -> (%y: f32[2,2], %z: f32[2,2]) { %y, %o, %z = Split(%x) }")]
    [InlineData("ReduceSum", 12, "graph g(%x: f32[2,3,4]) -> (%y: f32[2,4]) { %y = ReduceSum(%x) {axes=[1], keepdims=0} }")]
    [InlineData("ReduceSum of all", 11, "graph g(%x: f32[2,3,4]) -> (%y: f32[1,1,1]) { %y = ReduceSum(%x) }")]
    [InlineData("ReduceMean", 7, "graph g(%x: f32[2,3,4]) -> (%y: f32[2,1,1]) { %y = ReduceMean(%x) {axes=[1,2]} }")]
    [InlineData("ReduceMax", 11, "graph g(%x: f32[2,3,4]) -> (%y: f32[2,3,1]) { %y = ReduceMax(%x) {axes=[-1]} }")]
    [InlineData("ReduceMin", 12, "graph g(%x: f32[2,3,4]) -> (%y: f32[3,4]) { %y = ReduceMin(%x) {axes=[0], keepdims=0} }")]
    [InlineData("ReduceProd", 13, "graph g(%x: f32[2,3,4]) -> (%y: f32[]) { %y = ReduceProd(%x) {keepdims=0} }")]
    [InlineData("ReduceL1", 13, "graph g(%x: f32[2,3,4]) -> (%y: f32[2,1,4]) { %y = ReduceL1(%x) {axes=[1]} }")]
    [InlineData("ReduceL2", 17, "graph g(%x: f32[2,3,4]) -> (%y: f32[2,1,4]) { %y = ReduceL2(%x) {axes=[1]} }")]
    [InlineData("ReduceLogSum", 13, "graph g(%x: f32[2,3,4]) -> (%y: f32[2,1,4]) { %a = Abs(%x)\n %y = ReduceLogSum(%a) {axes=[1]} }")]
    [InlineData("ReduceLogSumExp", 13, "graph g(%x: f32[2,3,4]) -> (%y: f32[2,1,4]) { %y = ReduceLogSumExp(%x) {axes=[1]} }")]
    [InlineData("ReduceSumSquare", 13, "graph g(%x: f32[2,3,4]) -> (%y: f32[2,1,4]) { %y = ReduceSumSquare(%x) {axes=[1]} }")]
    [InlineData("Softmax of the last axis", 12, "graph g(%x: f32[2,3]) -> (%y: f32[2,3]) { %y = Softmax(%x) }")]
    [InlineData("Softmax of pooled features", 11, "graph g(%x: f32[N,5,1,1]) -> (%y: f32[N,5,1,1]) { %y = Softmax(%x) }")]
    [InlineData("Softmax of several dimensions", 12, "graph g(%x: f32[2,3,4]) -> (%y: f32[2,3,4]) { %y = Softmax(%x) {axis=1} as s }")]
    [InlineData("Softmax of everything", 12, "graph g(%x: f32[N,M,2]) -> (%y: f32[N,M,2]) { %y = Softmax(%x) {axis=0} }")]
    [InlineData("Softmax from the end", 12, "graph g(%x: f32[2,N,2]) -> (%y: f32[2,N,2]) { %y = Softmax(%x) {axis=-2} }")]
    [InlineData("Softmax of an inner value", 11, "graph g(%x: f32[2,N,2]) -> (%y: f32[2,N,2]) { %r = Neg(%x)\n %y = Softmax(%r) }")]
    [InlineData("LogSoftmax", 12, "graph g(%x: f32[2,3,4]) -> (%y: f32[2,3,4]) { %y = LogSoftmax(%x) }")]
    [InlineData("Hardmax", 12, "graph g(%x: f32[2,3,4]) -> (%y: f32[2,3,4]) { %y = Hardmax(%x) }")]
    [InlineData("Upsample 7", 7, "graph g(%x: f32[1,2,3,4]) -> (%y: f32[1,2,6,12]) { %y = Upsample(%x) {scales=[1.0,1.0,2.0,3.0]} }")]
    [InlineData("Upsample 7, linear", 7, "graph g(%x: f32[1,2,3,4]) -> (%y: f32[1,2,6,12]) { %y = Upsample(%x) {scales=[1.0,1.0,2.0,3.0], mode=\"linear\"} }")]
    [InlineData("Upsample 9", 9, "graph g(%x: f32[1,2,3,4]) -> (%y: f32[1,2,7,10]) { %y = Upsample(%x, f32[4]{1,1,2.5,2.5}) }")]
    [InlineData("Upsample 9 by given scales", 9, "graph g(%x: f32[1,2,3,4]) -> (%y: f32[1,2,?,?]) { %s = Abs(f32[4]{-1,1,2,2})\n %y = Upsample(%x, %s) }")]
    [InlineData("Resize 10, larger", 10, "graph g(%x: f32[1,2,3,4]) -> (%y: f32[1,2,7,10]) { %y = Resize(%x, f32[4]{1,1,2.5,2.5}) }")]
    [InlineData("Resize 10, smaller", 10, "graph g(%x: f32[1,2,7,9]) -> (%y: f32[1,2,4,5]) { %y = Resize(%x, f32[4]{1,1,0.6,0.6}) }")]
    [InlineData("Resize 10, both", 10, "graph g(%x: f32[1,2,7,9]) -> (%y: f32[1,2,10,5]) { %y = Resize(%x, f32[4]{1,1,1.5,0.6}) }")]
    [InlineData("Resize 10 by computed scales", 10, "graph g(%x: f32[1,2,7,9]) -> (%y: f32[1,2,?,?]) { %s = Abs(f32[4]{1,1,-1.5,0.6})\n %y = Resize(%x, %s) }")]
    [InlineData("Resize 10, linear", 10, "graph g(%x: f32[1,2,7,9]) -> (%y: f32[1,2,10,5]) { %y = Resize(%x, f32[4]{1,1,1.5,0.6}) {mode=\"linear\"} }")]
    [InlineData("Resize 11 to a size", 11, "graph g(%x: f32[1,2,7,9]) -> (%y: f32[1,2,10,5]) { %y = Resize(%x, f32[0]{}, f32[0]{}, s64[4]{1,2,10,5}) {mode=\"linear\", coordinate_transformation_mode=\"align_corners\"} }")]
    [InlineData("Resize 11 for TensorFlow", 11, "graph g(%x: f32[1,2,7,9]) -> (%y: f32[1,2,10,5]) { %y = Resize(%x, f32[0]{}, f32[0]{}, s64[4]{1,2,10,5}) {coordinate_transformation_mode=\"tf_half_pixel_for_nn\", nearest_mode=\"floor\"} }")]
    [InlineData("Resize 11 for TensorFlow, half down", 11, "graph g(%x: f32[1,2,7,9]) -> (%y: f32[1,2,10,5]) { %y = Resize(%x, f32[0]{}, f32[0]{}, s64[4]{1,2,10,5}) {coordinate_transformation_mode=\"tf_half_pixel_for_nn\"} }")]
    [InlineData("BatchNormalization 7", 7, "graph g(%x: f32[2,3,4]) -> (%y: f32[2,3,4]) { %y = BatchNormalization(%x, f32[3]{1,2,3}, f32[3]{4,5,6}, f32[3]{0.1,0.2,0.3}, f32[3]{1,2,4}) {spatial=1} }")]
    [InlineData("BatchNormalization 9", 9, "graph g(%x: f32[2,3,4]) -> (%y: f32[2,3,4]) { %y = BatchNormalization(%x, f32[3]{1,2,3}, f32[3]{4,5,6}, f32[3]{0.1,0.2,0.3}, f32[3]{1,2,4}) {momentum=0.8, epsilon=0.001} }")]
    [InlineData("RoiAlign", 10, "graph g(%x: f32[1,2,8,8]) -> (%y: f32[1,2,3,3]) { %y = RoiAlign(%x, f32[1,4]{0.3,0.4,6,5}, s64[1]{0}) {output_height=3, output_width=3, sampling_ratio=2} }")]
    [InlineData("DFT", 17, "graph g(%x: f32[2,5,3,1]) -> (%y: f32[2,5,3,2]) { %y = DFT(%x) }")]
    [InlineData("DFT of another axis", 17, "graph g(%x: f32[2,5,3,1]) -> (%y: f32[2,5,2,2]) { %y = DFT(%x, s64[]{3}) {axis=2, onesided=1} }")]
    [InlineData("GridSample", 16, "graph g(%x: f32[1,2,5,5], %p: f32[1,3,3,2]) -> (%y: f32[1,2,3,3]) { %y = GridSample(%x, %p) }")]
    [InlineData("GridSample, bilinear", 16, "graph g(%x: f32[1,2,5,5], %p: f32[1,3,3,2]) -> (%y: f32[1,2,3,3]) { %y = GridSample(%x, %p) {mode=\"bilinear\"} }")]
    [InlineData("GridSample, bicubic", 16, "graph g(%x: f32[1,2,5,5], %p: f32[1,3,3,2]) -> (%y: f32[1,2,3,3]) { %y = GridSample(%x, %p) {mode=\"bicubic\"} }")]
    public void The_raised_node_computes_the_same(string name, int opset, string graph)
    {
        RaisedModel typed = RaisedModel.Typed(Parse(opset, graph));
        RaisedModel untyped = RaisedModel.Of(Parse(opset, graph));

        Assert.Null(typed.Difference(RaisedModel.Random(name.Length, size: 3)));
        Assert.Null(untyped.Difference(RaisedModel.Random(name.Length, size: 3)));
    }

    /// <summary>ONNX defines both versions by other operators, which round some ten times; each rounding is 2^-24 of its value.</summary>
    [Fact]
    public void Raised_group_normalization_computes_the_same_but_for_rounding()
    {
        const string Graph = "graph g(%x: f32[2,6,4]) -> (%y: f32[2,6,4]) { %y = GroupNormalization(%x, f32[3]{1,2,3}, f32[3]{4,5,6}) {num_groups=3} }";
        Assert.Null(RaisedModel.Typed(Parse(18, Graph)).Difference(RaisedModel.Random(1), Math.ScaleB(1, -20)));
    }

    static Model Parse(int opset, string graph) => GraphParser.ParseModel($"model ir=8 opset \"\"={opset} {{ {graph} }}");
}
