using Qcc.Core.Quantization;

namespace Qcc.Passes.Tests.Lower;

/// <summary>Values of 16 bits, and the 8-bit codes beside them for kernels that read no more.</summary>
public sealed class WideCodesTests
{
    /// <summary>Layers with weights read 8 bits, all others 16.</summary>
    static readonly KernelTable Kernels = Observed.Kernels with { Kernels = [.. Observed.Kernels.Kernels.Select(k => k with { Reads16Bits = k.Form != KernelForm.Weighted })] };

    static void Is(string expected, string body, string values, string placements = "") =>
        Assert.Equal(expected, new Lowered($"graph g(%x: f32[1,1,2,2]) -> (%y) {{\n{body}\n}}", values, placements, kernels: Kernels).Text);

    /// <summary>The bias is in steps of what the layer reads: 0.25·0.01.</summary>
    [Fact]
    public void ALayerReadsNarrowCodesAndASumWideOnes() => Is("""
        %0 = QuantizeLinear(%x, f32[]{0.5}, s16[]{0})
        %1 = DequantizeLinear(%0, f32[]{0.5}, s16[]{0})
        %2 = QuantizeLinear(%1, f32[]{0.25}, u8[]{100})
        %3 = DequantizeLinear(%2, f32[]{0.25}, u8[]{100})
        %4 = DequantizeLinear(s8[1,1,1,1]{127}, f32[1]{0.01}, s8[1]{0}) {axis=0}
        %5 = DequantizeLinear(s32[1]{1200}, f32[1]{0.0025}, s32[1]{0}) {axis=0}
        %6 = Conv(%3, %4, %5)
        %7 = QuantizeLinear(%6, f32[]{0.125}, u8[]{9})
        %8 = DequantizeLinear(%7, f32[]{0.125}, u8[]{9})
        %9 = Add(%8, %1)
        %10 = QuantizeLinear(%9, f32[]{1}, s16[]{0})
        %y = DequantizeLinear(%10, f32[]{1}, s16[]{0})
        """, "%c = Conv(%x, f32[1,1,1,1]{1.27}, f32[1]{3})\n%y = Add(%c, %x)", "x 0.5 0 S16 0.25 100, c 0.125 9, y 1 0 S16");

    [Fact]
    public void TwoLayersShareNarrowCodes() => Is("""
        %0 = QuantizeLinear(%x, f32[]{0.5}, s16[]{0})
        %1 = DequantizeLinear(%0, f32[]{0.5}, s16[]{0})
        %2 = QuantizeLinear(%1, f32[]{0.25}, u8[]{100})
        %3 = DequantizeLinear(%2, f32[]{0.25}, u8[]{100})
        %4 = DequantizeLinear(s8[1,1,1,1]{127}, f32[1]{0.01}, s8[1]{0}) {axis=0}
        %5 = Conv(%3, %4)
        %6 = QuantizeLinear(%5, f32[]{0.125}, u8[]{9})
        %7 = DequantizeLinear(%6, f32[]{0.125}, u8[]{9})
        %8 = DequantizeLinear(s8[1,1,1,1]{-127}, f32[1]{0.02}, s8[1]{0}) {axis=0}
        %9 = Conv(%3, %8)
        %10 = QuantizeLinear(%9, f32[]{0.125}, u8[]{7})
        %11 = DequantizeLinear(%10, f32[]{0.125}, u8[]{7})
        %12 = Add(%7, %11)
        %13 = QuantizeLinear(%12, f32[]{1}, u8[]{5})
        %y = DequantizeLinear(%13, f32[]{1}, u8[]{5})
        """, "%c = Conv(%x, f32[1,1,1,1]{1.27})\n%d = Conv(%x, f32[1,1,1,1]{-2.54})\n%y = Add(%c, %d)", "x 0.5 0 S16 0.25 100, c 0.125 9, d 0.125 7, y 1 5");

    /// <summary>A constant operand has as many bits as the result; its zero is code 0.</summary>
    [Fact]
    public void AConstantOfAWideSumIsWide() => Is("""
        %0 = QuantizeLinear(%x, f32[]{0.5}, s16[]{0})
        %1 = DequantizeLinear(%0, f32[]{0.5}, s16[]{0})
        %2 = DequantizeLinear(s16[2]{32767,-16384}, f32[]{1}, s16[]{0})
        %3 = Add(%1, %2)
        %4 = QuantizeLinear(%3, f32[]{0.75}, s16[]{0})
        %y = DequantizeLinear(%4, f32[]{0.75}, s16[]{0})
        """, "%y = Add(%x, f32[2]{32767,-16384})", "x 0.5 0 S16, y 0.75 0 S16");

    /// <summary>Padding adds codes of the padded type.</summary>
    [Fact]
    public void WideCodesArePaddedWithAWideZero() => Is("""
        %0 = QuantizeLinear(%x, f32[]{0.5}, s16[]{0})
        %1 = Pad(%0, s64[8]{0,0,1,1,0,0,1,1}, s16[]{0})
        %2 = DequantizeLinear(%1, f32[]{0.5}, s16[]{0})
        %3 = Add(%2, %2)
        %4 = QuantizeLinear(%3, f32[]{1}, s16[]{0})
        %y = DequantizeLinear(%4, f32[]{1}, s16[]{0})
        """, "%p = Pad(%x, s64[8]{0,0,1,1,0,0,1,1}, f32[]{0})\n%y = Add(%p, %p)", "x 0.5 0 S16, p 0.5 0 S16, y 1 0 S16");
}
