using System.Diagnostics;
using Qcc.Codegen.C.Layers;
using Qcc.Codegen.C.Memory;
using Qcc.Core.Ir;
using Qcc.Core.Ops;

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

    /// <summary>Branches of different sizes, each a chain that looks back: 5,000 values whose plan no order makes as small as what lives at one time.</summary>
    [Fact]
    public void ThousandsOfValuesArePlannedInSeconds()
    {
        var g = new TestGraph(9);
        List<Value>[] branches = [.. Enumerable.Range(0, 40).Select(i => new List<Value> { OperatorCases.Copied(g, g.Input("x", ElementType.S8, 8 + 24 * i)) })];
        for (int i = 0; i < 5000; i++)
        {
            List<Value> branch = branches[g.Random.Next(branches.Length)];
            branch.Add(g.Node("max", ElementwiseOperators.Max, [branch[^1], branch[g.Random.Next(Math.Max(0, branch.Count - 30), branch.Count)]]));
        }
        foreach (List<Value> branch in branches)
        {
            g.Output(branch[^1]);
        }
        IReadOnlyList<Step> steps = LayerTable.Steps(g.Graph);
        var clock = Stopwatch.StartNew();
        var placement = Placement.Best(g.Graph, steps, node => LayerTable.FormOf(node.Operator)!.InPlace);
        // A second on an idle machine; without a bound on the effort it was minutes.
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 30);
        Assert.InRange(placement.Arena.Bytes, placement.Arena.Live, placement.Arena.Live * 6 / 5);
        Assert.Equal([40, 40, 10, 1, 1], new[] { 0, 500, 1000, 5000, 100_000 }.Select(ArenaPlan.Rounds));
    }

    [Fact]
    public void NoBufferTakesNothing() => Assert.Equal(0, ArenaPlan.Of([]).Bytes);
}
