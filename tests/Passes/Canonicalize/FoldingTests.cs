using CsCheck;
using Qcc.Passes.Canonicalize;

namespace Qcc.Passes.Tests.Canonicalize;

/// <summary>Rules that fold constants keep the function on random weights and inputs, within the rounding of its sums.</summary>
public sealed class FoldingTests
{
    static readonly Gen<(int Seed, int Groups, int Kernel, int Pad)> Layers = Gen.Select(Gen.Int[0, 1 << 20], Gen.Int[1, 3], Gen.Int[1, 3], Gen.Int[0, 2]);

    static string Norm(Floats f, string of, long channels) =>
        $"BatchNormalization(%{of}, {f.Of(channels)}, {f.Of(channels)}, {f.Subtracted(channels)}, {f.Positive(channels)})";

    [Fact]
    public void BatchNormIntoConv() => Layers.Sample((seed, groups, kernel, pad) => SameFunction.Holds(
        f => $$"""
            graph g(%x: f32[2,{{2 * groups}},6,5]) -> (%y: f32[?,?,?,?]) {
              %c = Conv(%x, {{f.Of(3 * groups, 2, kernel, kernel)}}, {{f.Of(3 * groups)}}) {group={{groups}}, pads=[{{pad}},0,1,{{pad}}]}
              %y = {{Norm(f, "c", 3 * groups)}}
            }
            """,
        [2, 2 * groups, 6, 5], seed, 2 * kernel * kernel + 1, new FoldBatchNormIntoConv()), iter: 20);

    [Fact]
    public void BatchNormIntoConvTranspose() => Layers.Sample((seed, groups, kernel, _) => SameFunction.Holds(
        f => $$"""
            graph g(%x: f32[1,{{2 * groups}},4,3]) -> (%y: f32[?,?,?,?]) {
              %c = ConvTranspose(%x, {{f.Of(2 * groups, 3, kernel, kernel)}}) {group={{groups}}, strides=[2,1]}
              %y = {{Norm(f, "c", 3 * groups)}}
            }
            """,
        [1, 2 * groups, 4, 3], seed, 2 * kernel * kernel, new FoldBatchNormIntoConvTranspose()), iter: 20);

    [Fact]
    public void BatchNormIntoGemm() => Layers.Sample((seed, n, k, transposed) => SameFunction.Holds(
        f => $$"""
            graph g(%x: f32[3,{{k}}]) -> (%y: f32[?,?]) {
              %c = Gemm(%x, {{(transposed % 2 == 0 ? f.Of(k, n) : f.Of(n, k))}}, {{f.Of(n)}}) {transB={{transposed % 2}}, alpha=0.5, beta=3.0}
              %y = {{Norm(f, "c", n)}}
            }
            """,
        [3, k], seed, k + 2, new NormalizeGemm(), new FoldBatchNormIntoGemm()), iter: 20);

    [Fact]
    public void BatchNormAndScaleIntoNextConv() => Layers.Sample((seed, groups, kernel, _) => SameFunction.Holds(
        f => $$"""
            graph g(%x: f32[1,{{2 * groups}},5,5]) -> (%y: f32[?,?,?,?]) {
              %m = Mul(%x, {{f.Of(2 * groups, 1, 1)}}) : f32[1,{{2 * groups}},5,5]
              %n = {{Norm(f, "m", 2 * groups)}} : f32[1,{{2 * groups}},5,5]
              %y = Conv(%n, {{f.Of(3 * groups, 2, kernel, kernel)}}, {{f.Of(3 * groups)}}) {group={{groups}}}
            }
            """,
        [1, 2 * groups, 5, 5], seed, 2 * kernel * kernel + 6, new FoldBatchNormIntoNextConv(), new FoldScaleIntoNextConv()), iter: 20);

    [Fact]
    public void ScaleIntoConv() => Layers.Sample((seed, groups, kernel, pad) => SameFunction.Holds(
        f => $$"""
            graph g(%x: f32[1,{{2 * groups}},6,5]) -> (%y: f32[?,?,?,?]) {
              %c = Conv(%x, {{f.Of(groups, 2, kernel, kernel)}}) {group={{groups}}, pads=[{{pad}},0,1,{{pad}}]} : f32[1,{{groups}},?,?]
              %d = Div(%c, {{f.Positive(groups, 1, 1)}})
              %e = Sub(%d, {{f.Subtracted(1, groups, 1, 1)}})
              %y = Mul({{f.Of()}}, %e)
            }
            """,
        [1, 2 * groups, 6, 5], seed, 2 * kernel * kernel + 4, new FoldScaleIntoConv()), iter: 20);

    [Fact]
    public void ScalerIntoNextGemm() => Layers.Sample((seed, n, k, _) => SameFunction.Holds(
        f => $$"""
            graph g(%x: f32[3,{{k}}]) -> (%y: f32[?,?]) {
              %a = Sub(%x, {{f.Subtracted(k)}}) : f32[3,{{k}}]
              %b = Div(%a, {{f.Positive(1, k)}}) : f32[3,{{k}}]
              %y = MatMul(%b, {{f.Of(k, n)}})
            }
            """,
        [3, k], seed, 2 * k + 4, new FoldScaleIntoNextGemm()), iter: 20);

    [Fact]
    public void MatMulAddAndScale() => Layers.Sample((seed, n, k, _) => SameFunction.Holds(
        f => $$"""
            graph g(%x: f32[3,{{k}}]) -> (%y: f32[?,?]) {
              %a = MatMul(%x, {{f.Of(k, n)}}) : f32[3,{{n}}]
              %b = Add({{f.Of(n)}}, %a) : f32[3,{{n}}]
              %y = Mul(%b, {{f.Of(n)}})
            }
            """,
        [3, k], seed, k + 2, new FuseMatMulAdd(), new FoldScaleIntoGemm()), iter: 20);

    [Fact]
    public void PadIntoConvAndPools() => Layers.Sample((seed, groups, kernel, pad) => SameFunction.Holds(
        f => $$"""
            graph g(%x: f32[1,{{groups}},6,5]) -> (%y: f32[?,?,?,?]) {
              %p = Pad(%x, s64[8]{0,0,{{pad}},1,0,0,0,2})
              %c = Conv(%p, {{f.Of(groups, groups, kernel, kernel)}}) {pads=[0,1,0,{{pad}}]} : f32[1,{{groups}},?,?]
              %q = Pad(%c, s64[8]{0,0,1,0,0,0,1,1})
              %y = AveragePool(%q) {kernel_shape=[2,3], strides=[2,1]}
            }
            """,
        [1, groups, 6, 5], seed, groups * kernel * kernel + 7, new FoldPadIntoConv()), iter: 20);
}
