using Qcc.Core.Ir;

namespace Qcc.Passes.Tests.Lower;

/// <summary>
/// Before and after. Every activation has parameters of its own, so that a wrong one shows; w is a filter of one weight, 1.27,
/// and has the code 127 at scale 0.01.
/// </summary>
public sealed class InsertQuantizeDequantizeTests
{
    const string W = "f32[1,1,1,1]{1.27}", Codes = "s8[1,1,1,1]{127}, f32[1]{0.01}, s8[1]{0}";

    static Lowered Lower(string body, string values, string placements = "", string outputs = "%y") =>
        new($"graph g(%x: f32[1,1,2,2]) -> ({outputs}) {{\n{body}\n}}", values, placements);

    static void Is(string expected, Lowered actual) => Assert.Equal(expected, actual.Text);

    [Fact]
    public void AnActivationIsAbsorbedAndTheBiasHasInt32Codes() => Is($$"""
        %0 = QuantizeLinear(%x, f32[]{0.5}, u8[]{128})
        %1 = DequantizeLinear(%0, f32[]{0.5}, u8[]{128})
        %2 = DequantizeLinear({{Codes}}) {axis=0}
        %3 = DequantizeLinear(s32[1]{600}, f32[1]{0.005}, s32[1]{0}) {axis=0}
        %4 = Conv(%1, %2, %3)
        %5 = QuantizeLinear(%4, f32[]{0.25}, u8[]{0})
        %y = DequantizeLinear(%5, f32[]{0.25}, u8[]{0})
        """, Lower($"%c = Conv(%x, {W}, f32[1]{{3}})\n%y = Relu(%c)", "x 0.5 128, y 0.25 0", "y Absorbed"));

    [Fact]
    public void AResidualAdditionReadsTwoCodes() => Is($$"""
        %0 = QuantizeLinear(%x, f32[]{0.5}, u8[]{128})
        %1 = DequantizeLinear(%0, f32[]{0.5}, u8[]{128})
        %2 = DequantizeLinear({{Codes}}) {axis=0}
        %3 = Conv(%1, %2)
        %4 = QuantizeLinear(%3, f32[]{0.25}, u8[]{100})
        %5 = DequantizeLinear(%4, f32[]{0.25}, u8[]{100})
        %6 = Add(%5, %1)
        %7 = QuantizeLinear(%6, f32[]{0.125}, u8[]{0})
        %y = DequantizeLinear(%7, f32[]{0.125}, u8[]{0})
        """, Lower($"%c = Conv(%x, {W})\n%a = Add(%c, %x)\n%y = Relu(%a)", "x 0.5 128, c 0.25 100, y 0.125 0", "y Absorbed"));

    [Fact]
    public void AConcatAndAPoolAreWrappedLikeKernels() => Is("""
        %0 = QuantizeLinear(%x, f32[]{0.5}, u8[]{128})
        %1 = DequantizeLinear(%0, f32[]{0.5}, u8[]{128})
        %2 = MaxPool(%1) {kernel_shape=[1,1]}
        %3 = QuantizeLinear(%2, f32[]{0.5}, u8[]{128})
        %4 = DequantizeLinear(%3, f32[]{0.5}, u8[]{128})
        %5 = Concat(%4, %1) {axis=1}
        %6 = QuantizeLinear(%5, f32[]{0.75}, u8[]{9})
        %y = DequantizeLinear(%6, f32[]{0.75}, u8[]{9})
        """, Lower("%p = MaxPool(%x) {kernel_shape=[1,1]}\n%y = Concat(%p, %x) {axis=1}", "x 0.5 128, p 0.5 128, y 0.75 9"));

    [Fact]
    public void AProductMayLeaveFloat() => Is("""
        %0 = QuantizeLinear(%x, f32[]{0.5}, u8[]{128})
        %1 = DequantizeLinear(%0, f32[]{0.5}, u8[]{128})
        %2 = DequantizeLinear(s8[2,1]{127,50}, f32[1]{0.01}, s8[1]{0}) {axis=1}
        %3 = MatMul(%1, %2)
        %y = Tanh(%3)
        """, Lower("%c = MatMul(%x, f32[2,1]{1.27,0.5})\n%y = Tanh(%c)", "x 0.5 128", "c IntegerToFloat"));

    [Fact]
    public void AGemmHasItsChannelsInAxisOne() => Is("""
        %0 = QuantizeLinear(%x, f32[]{0.5}, u8[]{128})
        %1 = DequantizeLinear(%0, f32[]{0.5}, u8[]{128})
        %2 = Flatten(%1)
        %3 = QuantizeLinear(%2, f32[]{0.5}, u8[]{128})
        %4 = DequantizeLinear(%3, f32[]{0.5}, u8[]{128})
        %5 = DequantizeLinear(s8[4,2]{127,0,0,-127,0,0,50,0}, f32[2]{0.01,1}, s8[2]{0,0}) {axis=1}
        %6 = DequantizeLinear(s32[2]{-200,6}, f32[2]{0.005,0.5}, s32[2]{0,0}) {axis=0}
        %y = Gemm(%4, %5, %6)
        """, Lower("%f = Flatten(%x)\n%y = Gemm(%f, f32[4,2]{1.27,0,0,-127,0,0,0.5,0}, f32[2]{-1,3})", "x 0.5 128, f 0.5 128", "y IntegerToFloat"));

    [Fact]
    public void APadReadsAndWritesCodes() => Is($$"""
        %0 = QuantizeLinear(%x, f32[]{0.5}, u8[]{128})
        %1 = Pad(%0, s64[8]{0,0,1,1,0,0,1,1}, u8[]{128})
        %2 = DequantizeLinear(%1, f32[]{0.5}, u8[]{128})
        %3 = DequantizeLinear({{Codes}}) {axis=0}
        %4 = Conv(%2, %3)
        %5 = QuantizeLinear(%4, f32[]{0.25}, u8[]{7})
        %y = DequantizeLinear(%5, f32[]{0.25}, u8[]{7})
        """, Lower($"%p = Pad(%x, s64[8]{{0,0,1,1,0,0,1,1}}, f32[]{{0}})\n%y = Conv(%p, {W})", "x 0.5 128, p 0.5 128, y 0.25 7"));

    /// <summary>Codes that integer kernels alone read leave float readers what they were.</summary>
    [Fact]
    public void FloatReadersOfAFloatValueReadItAsItIs() => Is("""
        %0 = QuantizeLinear(%x, f32[]{0.5}, u8[]{128})
        %1 = DequantizeLinear(%0, f32[]{0.5}, u8[]{128})
        %2 = Exp(%x)
        %3 = QuantizeLinear(%2, f32[]{1}, u8[]{0})
        %4 = DequantizeLinear(%3, f32[]{1}, u8[]{0})
        %5 = Add(%1, %4)
        %6 = QuantizeLinear(%5, f32[]{0.25}, u8[]{7})
        %y = DequantizeLinear(%6, f32[]{0.25}, u8[]{7})
        """, Lower("%e = Exp(%x)\n%y = Add(%x, %e)", "x 0.5 128, e 1 0, y 0.25 7"));

    [Fact]
    public void AFloatLayerBetweenIntegersIsShielded()
    {
        Lowered lowered = Lower($"%a = Add(%x, %x)\n%c = Conv(%a, {W})\n%y = Add(%c, %a)", "x 0.5 128, a 1 128, c 0.25 100, y 0.75 7", "c Float");
        Is("""
            %0 = QuantizeLinear(%x, f32[]{0.5}, u8[]{128})
            %1 = DequantizeLinear(%0, f32[]{0.5}, u8[]{128})
            %2 = Add(%1, %1)
            %3 = QuantizeLinear(%2, f32[]{1}, u8[]{128})
            %4 = DequantizeLinear(%3, f32[]{1}, u8[]{128})
            %5 = Conv(%4, f32[1,1,1,1]{1.27})
            %6 = Max(%5, f32[]{-3.4028235E+38})
            %7 = QuantizeLinear(%6, f32[]{0.25}, u8[]{100})
            %8 = DequantizeLinear(%7, f32[]{0.25}, u8[]{100})
            %9 = Add(%8, %4)
            %10 = QuantizeLinear(%9, f32[]{0.75}, u8[]{7})
            %y = DequantizeLinear(%10, f32[]{0.75}, u8[]{7})
            """, lowered);
    }

    [Fact]
    public void AConstantOperandHasCodesOfItsOwnRange() => Is("""
        %0 = QuantizeLinear(%x, f32[]{0.5}, u8[]{128})
        %1 = DequantizeLinear(%0, f32[]{0.5}, u8[]{128})
        %2 = DequantizeLinear(u8[1,1,1,2]{0,255}, f32[]{0.01}, u8[]{100})
        %3 = Add(%1, %2)
        %4 = QuantizeLinear(%3, f32[]{0.25}, u8[]{7})
        %y = DequantizeLinear(%4, f32[]{0.25}, u8[]{7})
        """, Lower("%y = Add(%x, f32[1,1,1,2]{-1,1.55})", "x 0.5 128, y 0.25 7"));

    /// <summary>A returned value that others read too keeps its name in float.</summary>
    [Fact]
    public void InputsAndOutputsKeepTheirNames()
    {
        Lowered lowered = Lower($"%a = Conv(%x, {W})\n%r = Relu(%a)\n%y = Conv(%r, {W})", "x 0.5 128, r 0.25 0, y 0.125 7", "r Absorbed", "%y, %r, %x");
        Assert.Equal(["y", "r", "x"], lowered.Graph.Outputs.Select(o => o.Name));
        Assert.Equal(["DequantizeLinear", "DequantizeLinear", null], lowered.Graph.Outputs.Select(o => o.Producer?.Operator.Name));
        Assert.Equal("x", Assert.Single(lowered.Graph.Inputs).Name);
        Assert.Equal(["r", "x", "y"], lowered.Names.Codes.Keys.Order());
        Assert.All(lowered.Names.Codes.Values, name => Assert.Contains(lowered.Graph.Nodes, n => n.Operator.Name == "QuantizeLinear" && n.Output.Name == name));
    }

    [Fact]
    public void ASharedWeightHasCodesForEachReader()
    {
        var lowered = new Lowered("""
            graph g(%x: f32[1,1,2,2]) -> (%y, %z) {
              @w = f32[1,1,1,1]{1.27}
              %y = Conv(%x, @w)
              %z = Conv(%y, @w, f32[1]{1e9})
            }
            """, "x 0.5 128, y 0.25 0, z 1 1");
        Assert.Equal(2, lowered.Names.Weights.Count);
        float[] scales = [.. lowered.Graph.Nodes.Where(n => n.Operator.Name == "Conv").Select(n => n.Inputs[1]!.Producer!.Constant(1)!.Floats[0])];
        Assert.Equal(0.01f, scales[0]);
        // The second raises its scale for a bias code of at most 2^30 (docs/integer-arithmetic.md 1.5).
        Assert.Equal(1e9 / 0.25 / (1 << 30), scales[1], 1e-4);
        Assert.DoesNotContain(lowered.Graph.Initializers, i => i.Initializer!.Element == ElementType.F32 && i.Initializer.Rank == 4);
    }
}
