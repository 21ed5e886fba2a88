using CsCheck;
using Qcc.Passes.Quantize;

namespace Qcc.Passes.Tests.Quantize;

/// <summary>The cut is as cheap as the best of all assignments.</summary>
public sealed class MinimumCutTests
{
    sealed record Problem((double First, double Second)[] Nodes, (int From, int To, double Cost)[] Edges)
    {
        public double CostOf(Func<int, bool> isFirst) =>
            Nodes.Select((node, i) => isFirst(i) ? node.First : node.Second).Sum() + Edges.Where(e => isFirst(e.From) && !isFirst(e.To)).Sum(e => e.Cost);
    }

    static Problem Draw(int seed)
    {
        var random = new Random(seed);
        int count = random.Next(1, 11);
        double Cost() => random.Next(8) == 0 ? double.PositiveInfinity : random.Next(3) == 0 ? 0 : random.Next(1, 30) / 4.0;
        return new Problem(
            [.. Enumerable.Range(0, count).Select(_ => (Cost(), (double)random.Next(20)))],
            [.. Enumerable.Range(0, random.Next(3 * count)).Select(_ => (random.Next(count), random.Next(count), Cost()))]);
    }

    [Fact]
    public void TheCutIsAsCheapAsTheBestAssignment() => Gen.Int[0, 1 << 30].Sample(seed =>
    {
        Problem problem = Draw(seed);
        var cut = new MinimumCut();
        int[] numbers = [.. problem.Nodes.Select(_ => cut.AddNode())];
        for (int i = 0; i < numbers.Length; i++)
        {
            cut.AddCosts(numbers[i], problem.Nodes[i].First, problem.Nodes[i].Second);
        }
        foreach ((int from, int to, double cost) in problem.Edges)
        {
            cut.AddEdge(numbers[from], numbers[to], cost);
        }
        bool[] found = cut.Solve();
        double best = Enumerable.Range(0, 1 << numbers.Length).Min(sides => problem.CostOf(i => (sides >> i & 1) == 1));
        // Everything on the second side costs a finite sum, so infinite costs are never paid.
        Assert.True(double.IsFinite(best));
        Assert.Equal(best, problem.CostOf(i => found[numbers[i]]), 1e-6);
    }, iter: 500);

    [Fact]
    public void ALongChainIsCut()
    {
        var cut = new MinimumCut();
        int[] chain = [.. Enumerable.Range(0, 5000).Select(_ => cut.AddNode())];
        cut.AddCosts(chain[0], 0, double.PositiveInfinity);
        cut.AddCosts(chain[^1], double.PositiveInfinity, 0);
        for (int i = 0; i + 1 < chain.Length; i++)
        {
            cut.AddEdge(chain[i], chain[i + 1], i == 3210 ? 1 : 2);
        }
        bool[] first = cut.Solve();
        Assert.True(first[chain[3210]] && !first[chain[3211]]);
    }
}
