using Qcc.Codegen.C.Memory;

namespace Qcc.Codegen.C.Tests;

/// <summary>Buffers that live at one time do not overlap, and the arena is close to the bound.</summary>
public sealed class ArenaPlanTests
{
    [Fact]
    public void BuffersThatLiveAtOneTimeDoNotOverlap()
    {
        var random = new Random(3);
        (double worst, int bound) = (1, 0);
        for (int round = 0; round < 500; round++)
        {
            Lifetime[] buffers = [.. Enumerable.Range(0, random.Next(1, 40)).Select(i => (First: i + random.Next(3), Length: random.Next(6), Bytes: random.Next(1, 5000)))
                .Select(b => new Lifetime(b.Bytes, b.First, b.First + b.Length))];
            var plan = ArenaPlan.Of(buffers);
            for (int i = 0; i < buffers.Length; i++)
            {
                Assert.True(plan.Offsets[i] % ArenaPlan.Alignment == 0 && plan.Offsets[i] >= 0 && plan.Offsets[i] + buffers[i].Bytes <= plan.Bytes);
                for (int j = 0; j < i; j++)
                {
                    bool together = buffers[i].First <= buffers[j].Last && buffers[j].First <= buffers[i].Last;
                    Assert.False(together && plan.Offsets[i] < plan.Offsets[j] + buffers[j].Bytes && plan.Offsets[j] < plan.Offsets[i] + buffers[i].Bytes);
                }
            }
            worst = Math.Max(worst, (double)plan.Bytes / plan.Live);
            bound += plan.Bytes == plan.Live ? 1 : 0;
        }
        // Placing is a heuristic; this is what it reaches on these random cases, 1.0 on chains of layers.
        Assert.InRange(worst, 1, 1.15);
        Assert.InRange(bound, 450, 500);
    }

    [Fact]
    public void AChainTakesItsTwoLargestNeighbours()
    {
        long[] sizes = [80, 800, 160, 400, 8, 400, 400, 560];
        var plan = ArenaPlan.Of([.. sizes.Select((s, i) => new Lifetime(s, i, i + 1))]);
        Assert.Equal((960, 960), (plan.Bytes, plan.Live));
    }

    [Fact]
    public void NoBufferTakesNothing() => Assert.Equal(0, ArenaPlan.Of([]).Bytes);
}
