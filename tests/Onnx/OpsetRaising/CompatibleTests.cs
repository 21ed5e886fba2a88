using Qcc.Core.Ir;
using Qcc.Core.Text;

namespace Qcc.Onnx.Tests.OpsetRaising;

/// <summary>Versions of the compatible table whose text changed more than types: ONNX Runtime computes the same bits.</summary>
public sealed class CompatibleTests
{
    [Theory]
    [InlineData(7, "graph g(%x: f32[1,2,5,6]) -> (%y: f32[1,2,?,?]) { %y = MaxPool(%x) {kernel_shape=[3,2], strides=[2,2], pads=[1,0,1,0]} }")]
    [InlineData(10, "graph g(%x: f32[1,2,6,6]) -> (%y: f32[1,2,?,?]) { %y = MaxPool(%x) {kernel_shape=[3,3], strides=[2,2], ceil_mode=1, dilations=[1,2]} }")]
    [InlineData(11, "graph g(%x: f32[1,2,6,6]) -> (%y: f32[1,2,?,?]) { %y = MaxPool(%x) {kernel_shape=[3,3], strides=[2,2], auto_pad=\"SAME_LOWER\"} }")]
    [InlineData(8, "graph g(%x: f32[1,2,6,6]) -> (%y: f32[1,2,?,?], %i: s64[1,2,?,?]) { %y, %i = MaxPool(%x) {kernel_shape=[2,3], strides=[2,1], storage_order=1} }")]
    [InlineData(11, "graph g(%x: f32[1,2,6,6]) -> (%y: f32[1,2,?,?]) { %y = LpPool(%x) {kernel_shape=[3,3], strides=[2,2], pads=[1,1,1,1], p=3} }")]
    [InlineData(7, "graph g(%x: f32[1,2,6,6]) -> (%y: f32[1,2,?,?]) { %y = LpPool(%x) {kernel_shape=[2,2]} }")]
    [InlineData(7, "graph g(%x: f32[1,2,4,4]) -> (%y: f32[1,1,?,?]) { %y = ConvTranspose(%x, f32[2,1,2,2]{1,2,3,4,5,6,7,8}) {strides=[2,2], output_shape=[9,9]} }")]
    [InlineData(7, "graph g(%x: f32[3,2,4]) -> (%y: f32[3,1,2,2]) { %y = RNN(%x, f32[1,2,4]{1,-1,0.5,0.25,2,-2,1,0.5}, f32[1,2,2]{0.5,0.25,-1,1}) {hidden_size=2} }")]
    [InlineData(11, "graph g(%x: f32[1,2,7,9]) -> (%y: f32[1,2,?,?]) { %y = Resize(%x, f32[0]{}, f32[4]{1,1,1.6,0.6}) {mode=\"cubic\", exclude_outside=1, cubic_coeff_a=-0.5} }")]
    [InlineData(11, "graph g(%x: f32[1,2,7,9]) -> (%y: f32[1,2,?,?]) { %y = Resize(%x, f32[0]{}, f32[4]{1,1,1.6,0.6}) {mode=\"linear\"} }")]
    [InlineData(13, "graph g(%x: f32[1,2,7,9]) -> (%y: f32[1,2,?,?]) { %y = Resize(%x, _, f32[4]{1,1,1.6,0.6}) {mode=\"linear\", coordinate_transformation_mode=\"pytorch_half_pixel\"} }")]
    [InlineData(11, "graph g(%x: f32[1,1,7,9]) -> (%y: f32[1,1,?,?]) { %y = Resize(%x, f32[8]{0,0,0.2,0.1,1,1,1.2,0.8}, f32[0]{}, s64[4]{1,1,5,5}) {mode=\"linear\", coordinate_transformation_mode=\"tf_crop_and_resize\", extrapolation_value=7.0} }")]
    [InlineData(11, "graph g(%x: f32[1,1,7,9]) -> (%y: f32[1,1,?,?]) { %y = Resize(%x, f32[0]{}, f32[4]{1,1,1.7,0.7}) {mode=\"nearest\", nearest_mode=\"round_prefer_ceil\", coordinate_transformation_mode=\"align_corners\"} }")]
    [InlineData(9, "graph g(%x: s64[2,2]) -> (%y: f32[2,2,3]) { %y = OneHot(%x, s64[1]{3}, f32[2]{-1,1}) }")]
    [InlineData(10, "graph g(%x: f32[2,9]) -> (%y: f32[2,9]) { %q = QuantizeLinear(%x, f32[]{0.02}, u8[]{128})\n %y = DequantizeLinear(%q, f32[]{0.02}, u8[]{128}) }")]
    [InlineData(13, "graph g(%x: f32[2,3]) -> (%y: f32[2,3]) { %q = QuantizeLinear(%x, f32[3]{0.02,0.01,0.03}, s8[3]{0,1,2})\n %y = DequantizeLinear(%q, f32[3]{0.02,0.01,0.03}, s8[3]{0,1,2}) }")]
    [InlineData(9, "graph g(%x: f32[2,9]) -> (%y: s32[2,9]) { %y = Cast(%x) {to=6} }")]
    [InlineData(7, "graph g(%x: f32[2,9]) -> (%y: f32[2,9]) { %y = Pow(%x, f32[]{2}) }")]
    [InlineData(7, "graph g(%x: f32[2,3,4]) -> (%y: f32[6,4]) { %y = Flatten(%x) {axis=2} }")]
    [InlineData(7, "graph g(%x: f32[2,3], %c: f32[3]) -> (%y: f32[2,4]) { %y = Gemm(%x, f32[3,4]{1,2,3,4,5,6,7,8,9,10,11,12}, f32[4]{1,2,3,4}) {alpha=0.5, beta=2.0} }")]
    [InlineData(7, "graph g(%x: f32[2,6,3]) -> (%y: f32[2,6,3]) { %y = PRelu(%x, f32[6,1]{0.1,0.2,0.3,0.4,0.5,0.6}) }")]
    [InlineData(7, "graph g(%x: f32[1,6,2,2]) -> (%y: f32[1,6,2,2]) { %y = LRN(%x) {size=3, alpha=0.1} }")]
    [InlineData(7, "graph g(%x: f32[1,8,2,2]) -> (%y: f32[1,2,4,4]) { %y = DepthToSpace(%x) {blocksize=2} }")]
    [InlineData(11, "graph g(%x: f32[3,4]) -> (%y: f32[2]) { %y = GatherND(%x, s64[2,2]{0,1,2,-1}) }")]
    [InlineData(9, "graph g(%x: f32[2,6,3]) -> (%y: f32[2,6,3]) { %y = MeanVarianceNormalization(%x) {axes=[0,2]} }")]
    [InlineData(11, "graph g(%x: f32[3,4]) -> (%y: s64[1,4], %z: s64[3,1]) { %y = ArgMax(%x) {axis=0}\n %z = ArgMin(%x) {axis=-1} }")]
    [InlineData(10, "graph g(%b: f32[1,4,4], %s: f32[1,1,4]) -> (%y: s64[?,3]) { %y = NonMaxSuppression(%b, %s, s64[]{3}, f32[]{0.3}) }")]
    [InlineData(9, "graph g(%x: f32[2,3]) -> (%y: f32[?]) { %y = Compress(%x, bool[6]{1,0,1,1,0,1}) }")]
    [InlineData(12, "graph g(%x: f32[2,3,4]) -> (%y: f32[2,3,4]) { %s = Shape(%x)\n %r = Reshape(%x, s64[2]{0,-1})\n %y = Reshape(%r, %s) }")]
    public void An_older_node_means_the_same(int opset, string graph)
    {
        Model model = GraphParser.ParseModel($"model ir=8 opset \"\"={opset} {{ {graph} }}");
        Assert.Null(RaisedModel.Of(model).Difference(RaisedModel.Random(opset)));
    }

    /// <summary>ONNX Runtime adds in another order from opset 19 on; a sum of nine rounds eight times, each by 2^-24 of its value.</summary>
    [Theory]
    [InlineData(7, "graph g(%x: f32[1,2,6,6]) -> (%y: f32[1,2,?,?]) { %y = AveragePool(%x) {kernel_shape=[3,3], strides=[2,2], pads=[1,1,1,1], count_include_pad=1} }")]
    [InlineData(10, "graph g(%x: f32[1,2,6,6]) -> (%y: f32[1,2,?,?]) { %y = AveragePool(%x) {kernel_shape=[3,3], strides=[2,2], ceil_mode=1} }")]
    [InlineData(10, "graph g(%x: f32[1,2,6,6]) -> (%y: f32[1,2,?,?]) { %y = AveragePool(%x) {kernel_shape=[3,3], strides=[2,2], pads=[1,1,1,1], ceil_mode=1} }")]
    [InlineData(11, "graph g(%x: f32[1,2,6,6]) -> (%y: f32[1,2,?,?]) { %y = AveragePool(%x) {kernel_shape=[3,3], strides=[2,2], pads=[1,1,1,1], ceil_mode=1, count_include_pad=1} }")]
    [InlineData(11, "graph g(%x: f32[1,2,6,6]) -> (%y: f32[1,2,?,?]) { %y = AveragePool(%x) {kernel_shape=[3,3], strides=[2,2], auto_pad=\"SAME_UPPER\", count_include_pad=1} }")]
    public void An_older_average_means_the_same_but_for_rounding(int opset, string graph)
    {
        Model model = GraphParser.ParseModel($"model ir=8 opset \"\"={opset} {{ {graph} }}");
        Assert.Null(RaisedModel.Of(model).Difference(RaisedModel.Random(opset), Math.ScaleB(1, -20)));
    }
}
