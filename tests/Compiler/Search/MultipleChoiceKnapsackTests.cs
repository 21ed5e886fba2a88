using Google.OrTools.LinearSolver;
using Qcc.Search;

namespace Qcc.Compiler.Tests.Search;

/// <summary>The allocation of precisions is exact: against all choices of small problems and an integer program of large ones.</summary>
public sealed class MultipleChoiceKnapsackTests
{
    /// <summary>Whole costs, and a budget of which each step is one: nothing is rounded.</summary>
    static LayerOption[][] Problem(int seed, int layers, int most)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, layers).Select(_ => Enumerable.Range(0, random.Next(1, 5)).Select(option => new LayerOption(option == 0 ? 0 : random.Next(0, most), random.NextDouble() - 0.2)).ToArray())];
    }

    static double BruteForce(LayerOption[][] layers, double budget, int layer = 0) =>
        layer == layers.Length ? 0 : layers[layer].Where(o => o.Cost <= budget).Select(o => o.Error + BruteForce(layers, budget - o.Cost, layer + 1)).DefaultIfEmpty(double.PositiveInfinity).Min();

    static double IntegerProgram(LayerOption[][] layers, double budget)
    {
        using Solver solver = Solver.CreateSolver("SCIP");
        Variable[][] chosen = [.. layers.Select(l => l.Select(_ => solver.MakeBoolVar("")).ToArray())];
        Constraint cost = solver.MakeConstraint(double.NegativeInfinity, budget);
        Objective error = solver.Objective();
        for (int layer = 0; layer < layers.Length; layer++)
        {
            Constraint one = solver.MakeConstraint(1, 1);
            for (int option = 0; option < layers[layer].Length; option++)
            {
                one.SetCoefficient(chosen[layer][option], 1);
                cost.SetCoefficient(chosen[layer][option], layers[layer][option].Cost);
                error.SetCoefficient(chosen[layer][option], layers[layer][option].Error);
            }
        }
        error.SetMinimization();
        Assert.Equal(Solver.ResultStatus.OPTIMAL, solver.Solve());
        return error.Value();
    }

    static void Holds(Allocation allocation, LayerOption[][] layers, double budget)
    {
        Assert.Equal(layers.Select((l, i) => l[allocation.Options[i]].Cost).Sum(), allocation.Cost, 6);
        Assert.Equal(layers.Select((l, i) => l[allocation.Options[i]].Error).Sum(), allocation.Error, 9);
        Assert.True(allocation.Cost <= budget);
    }

    [Fact]
    public void SmallProblemsHaveTheBestOfAllChoices()
    {
        for (int seed = 0; seed < 60; seed++)
        {
            LayerOption[][] layers = Problem(seed, 7, 6_000);
            Allocation best = MultipleChoiceKnapsack.Solve(layers, MultipleChoiceKnapsack.Steps)!;
            Holds(best, layers, MultipleChoiceKnapsack.Steps);
            Assert.Equal(BruteForce(layers, MultipleChoiceKnapsack.Steps), best.Error, 9);
        }
    }

    [Fact]
    public void LargeProblemsAreSolvedLikeIntegerPrograms()
    {
        for (int seed = 0; seed < 8; seed++)
        {
            LayerOption[][] layers = Problem(1000 + seed, 60, 1_200);
            Allocation best = MultipleChoiceKnapsack.Solve(layers, MultipleChoiceKnapsack.Steps)!;
            Holds(best, layers, MultipleChoiceKnapsack.Steps);
            // The solver stops at a relative gap of 1e-4.
            double expected = IntegerProgram(layers, MultipleChoiceKnapsack.Steps);
            Assert.InRange(best.Error, expected - 1e-4 * Math.Abs(expected), expected + 1e-9);
        }
    }

    [Fact]
    public void TheFrontierRisesInCostAndFallsInError()
    {
        LayerOption[][] layers = Problem(7, 30, 2_000);
        IReadOnlyList<Allocation> frontier = MultipleChoiceKnapsack.Frontier(layers, MultipleChoiceKnapsack.Steps);
        Assert.All(frontier, a => Holds(a, layers, MultipleChoiceKnapsack.Steps));
        Assert.All(frontier.Zip(frontier.Skip(1)), p => Assert.True(p.First.Cost < p.Second.Cost && p.First.Error > p.Second.Error));
        Assert.True(frontier.Count > 10);
    }

    /// <summary>Costs that are no whole steps are rounded up: a choice never exceeds the budget, and one that just fits may be missed by a step a layer.</summary>
    [Fact]
    public void WhatFitsDoesFit()
    {
        for (int seed = 0; seed < 40; seed++)
        {
            LayerOption[][] layers = [.. Problem(seed, 8, 6_000).Select(l => l.Select(o => o with { Cost = o.Cost * Math.PI + 100 }).ToArray())];
            double budget = 20_000;
            Allocation best = MultipleChoiceKnapsack.Solve(layers, budget)!;
            Holds(best, layers, budget);
            double room = budget - layers.Sum(l => l.Min(o => o.Cost));
            Assert.InRange(best.Error, BruteForce(layers, budget) - 1e-9, BruteForce(layers, budget - layers.Length * room / MultipleChoiceKnapsack.Steps) + 1e-9);
        }
    }

    [Fact]
    public void NothingFitsBelowTheCheapest() => Assert.Null(MultipleChoiceKnapsack.Solve([[new(3, 1), new(5, 0)]], 2));

    [Fact]
    public void ABudgetOfTheCheapestIsEnough() => Assert.Equal([0, 1], MultipleChoiceKnapsack.Solve([[new(3, 1), new(5, 0)], [new(1, 2), new(1, 1)]], 4)!.Options);
}
