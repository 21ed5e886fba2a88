using CsCheck;
using Qcc.Core.Ops;

namespace Qcc.Core.Tests.Ops;

public sealed class WindowTests
{
    static readonly Gen<Window> Windows = Gen.Select(Gen.Long[1, 5], Gen.Long[1, 4], Gen.Long[1, 3], Gen.Long[0, 4], Gen.Long[0, 4])
        .Select((kernel, stride, dilation, begin, end) => new Window(kernel, stride, dilation, begin, end));

    /// <summary>Counts by trying each start.</summary>
    [Fact]
    public void CountIsTheNumberOfWindowsThatFit() => Gen.Select(Windows, Gen.Long[0, 20]).Sample((w, size) =>
    {
        long found = 0;
        for (long start = -w.PadBegin; start + w.Extent <= size + w.PadEnd; start += w.Stride)
        {
            found++;
        }
        Assert.Equal(found, w.Count(size));
    });

    /// <summary>Elements that are left over get a window of their own; the last window goes if it begins in the trailing padding.</summary>
    [Fact]
    public void CeilingCountsTheWindowThatReachesPastTheEnd() => Gen.Select(Windows, Gen.Long[1, 20]).Where((w, size) => w.Count(size) > 0).Sample((w, size) =>
    {
        long fit = w.Count(size), last = -w.PadBegin + (fit - 1) * w.Stride;
        bool leftOver = last + w.Extent < size + w.PadEnd;
        long count = leftOver ? fit + 1 : fit, start = leftOver ? last + w.Stride : last;
        Assert.Equal(start < size ? count : count - 1, w.CountCeiling(size));
    });
}
