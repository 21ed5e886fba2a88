using Qcc.Core.Ir;
using Qcc.Core.Text;

namespace Qcc.Core.Tests.Text;

public sealed class ElementTextTests
{
    [Theory]
    [InlineData(ElementType.F16)]
    [InlineData(ElementType.BF16)]
    [InlineData(ElementType.S16)]
    [InlineData(ElementType.U16)]
    [InlineData(ElementType.U8)]
    [InlineData(ElementType.S8)]
    [InlineData(ElementType.S4)]
    [InlineData(ElementType.U4)]
    [InlineData(ElementType.S2)]
    [InlineData(ElementType.U2)]
    public void EveryElementComesBackWithItsBits(ElementType type)
    {
        for (ulong bits = 0; bits < 1UL << type.BitWidth(); bits++)
        {
            Assert.Equal(bits, ElementText.Parse(type, ElementText.Format(type, bits)));
        }
    }

    [Theory]
    [InlineData(0x00000000u, "0")]
    [InlineData(0x80000000u, "-0")]
    [InlineData(0x40800000u, "4")]
    [InlineData(0x3dcccccdu, "0.1")]
    [InlineData(0x00000001u, "1E-45")]
    [InlineData(0x7f7fffffu, "3.4028235E+38")]
    [InlineData(0x7f800000u, "inf")]
    [InlineData(0xff800000u, "-inf")]
    [InlineData(0x7fc00000u, "nan")]
    [InlineData(0xffc00000u, "-nan")]
    [InlineData(0x7f800001u, "nan_7f800001")]
    public void FloatsAreShortAndExact(uint bits, string text)
    {
        Assert.Equal(text, ElementText.Format(ElementType.F32, bits));
        Assert.Equal(bits, ElementText.Parse(ElementType.F32, text));
    }

    [Theory]
    [InlineData(ElementType.F32, "1e99")]
    [InlineData(ElementType.F32, "nan_3f800000")]
    [InlineData(ElementType.S8, "128")]
    [InlineData(ElementType.U64, "-1")]
    [InlineData(ElementType.U2, "4")]
    [InlineData(ElementType.S32, "1.5")]
    public void WhatDoesNotFitIsRefused(ElementType type, string text) => Assert.Null(ElementText.Parse(type, text));
}
