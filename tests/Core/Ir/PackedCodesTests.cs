using Qcc.Core.Ir;

namespace Qcc.Core.Tests.Ir;

public sealed class PackedCodesTests
{
    /// <summary>Every code of a type, packed from the lowest bits on; the last byte is padded.</summary>
    [Theory]
    [InlineData(ElementType.U4, new byte[] { 0x10, 0x32, 0x54, 0x76, 0x98, 0xBA, 0xDC, 0xFE }, 16)]
    [InlineData(ElementType.S4, new byte[] { 0x98, 0xBA, 0xDC, 0xFE, 0x10, 0x32, 0x54, 0x76 }, 16)]
    [InlineData(ElementType.U2, new byte[] { 0b11_10_01_00 }, 4)]
    [InlineData(ElementType.S2, new byte[] { 0b01_00_11_10 }, 4)]
    [InlineData(ElementType.S4, new byte[] { 0x98, 0xBA, 0xFC }, 5)]
    public void AreReadInOrder(ElementType type, byte[] bytes, int count)
    {
        long low = type.Range().Low;
        Assert.Equal(Enumerable.Range(0, count).Select(i => low + i), new Tensor(type, [count], bytes).ToInt64());
    }
}
