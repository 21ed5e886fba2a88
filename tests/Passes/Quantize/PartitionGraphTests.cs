using CsCheck;
using Qcc.Core.Ir;
using Qcc.Core.Quantization;
using Qcc.Passes.Quantize;

namespace Qcc.Passes.Tests.Quantize;

/// <summary>Float nodes take 10, integer nodes 1 and a crossing 3 (<see cref="Observed.Kernels"/>), unless a test says otherwise.</summary>
public sealed class PartitionGraphTests
{
    static IReadOnlyList<QuantUnit> Units(string body, KernelTable? kernels = null, Selection? selection = null) => Run(body, out _, kernels, selection);

    static IReadOnlyList<QuantUnit> Run(string body, out Observed model, KernelTable? kernels = null, Selection? selection = null)
    {
        model = new Observed($"graph g(%x: f32[1,2,4,4]) -> (%y) {{\n{body}\n}}", Observed.Bell(32, 1));
        return PartitionGraph.Run(model.Graph, model.Statistics, kernels ?? Observed.Kernels, selection ?? Selection.Everything);
    }

    static readonly string Filter = Observed.Weights(2, 2, 2, 1, 1), Matrix = Observed.Weights(3, 4, 4);

    static string Sides(IReadOnlyList<QuantUnit> units) => string.Concat(units.Select(u => u.IsInteger ? 'i' : 'f'));

    static KernelTable Priced(double conversion, double integer = 1) => Observed.Kernels with
    {
        Kernels = [.. Observed.Kernels.Kernels.Select(k => k with { Cost = _ => new KernelCost(10, integer) })],
        Crossing = _ => new CrossingCost(conversion, conversion, 0),
    };

    [Theory]
    [InlineData(4, "i")]
    [InlineData(5, "f")]
    public void ACrossingCounts(double conversion, string sides) => Assert.Equal(sides, Sides(Units($"%y = Conv(%x, {Filter})", Priced(conversion))));

    /// <summary>Ten for each float node; two readers share one Quantize, one Dequantize leads out: 27 saved for two conversions.</summary>
    [Theory]
    [InlineData(13, "iii")]
    [InlineData(14, "fff")]
    public void AValueIsChargedOnceHoweverManyReadIt(double conversion, string sides) =>
        Assert.Equal(sides, Sides(Units($"%a = Conv(%x, {Filter})\n%b = Conv(%x, {Filter})\n%y = Add(%a, %b)", Priced(conversion))));

    [Fact]
    public void AFloatReaderAndAnIntegerReaderPayOneDequantize() =>
        Assert.Equal("ifffi", Sides(Units($"%a = Conv(%x, {Filter})\n%b = Exp(%a)\n%c = Tanh(%a)\n%d = Mul(%b, %c)\n%y = Add(%a, %d)", Priced(2))));

    /// <summary>A product may leave its result in float, but not where its activation is a range of codes.</summary>
    [Theory]
    [InlineData("%y = Gemm(%f, {0})", 8, "fi")]
    [InlineData("%a = Gemm(%f, {0})\n%y = Relu(%a)", 8, "ff")]
    [InlineData("%a = Gemm(%f, {0})\n%y = Relu(%a)", 4, "fi")]
    public void ResultsInFloatAreFreeWithoutActivation(string body, double conversion, string sides)
    {
        KernelTable noFlatten = Priced(conversion) with { Kernels = [.. Priced(conversion).Kernels.Where(k => k.Operator.Name != "Flatten")] };
        string matrix = Observed.Weights(3, 32, 4);
        Assert.Equal(sides, Sides(Units("%f = Flatten(%x)\n" + body.Replace("{0}", matrix, StringComparison.Ordinal), noFlatten)));
    }

    [Fact]
    public void ForbiddenUnitsStayFloatWithTheirReason()
    {
        string body = $"%a = Conv(%x, {Filter})\n%b = Conv(%a, {Filter})\n%y = Exp(%b)";
        IReadOnlyList<QuantUnit> units = Units(body, Priced(0), new Selection(n => n.Output.Name == "a" ? "asked for" : null, _ => true, QuantizeWhen.ItCan));
        Assert.Equal("fif", Sides(units));
        Assert.Equal("asked for", units[0].Refusal);
        Assert.Contains("no integer kernel", units[2].Refusal, StringComparison.Ordinal);
        Assert.Equal("iff", Sides(Units(body, Priced(0), new Selection(_ => null, n => n.Output.Name == "a", QuantizeWhen.ItCan))));
    }

    /// <summary>A mask of attention is no part of a range; an ordinary constant is, however negative.</summary>
    [Theory]
    [InlineData("f32[4]{0,0,-10000,-10000}", "ff")]
    [InlineData("f32[4]{0,0,-inf,-inf}", "ff")]
    [InlineData("f32[4]{-103,-116,-123,0}", "ii")]
    public void AMaskNeverSetsARange(string constant, string sides)
    {
        IReadOnlyList<QuantUnit> units = Units($"%a = Add(%x, {constant})\n%y = Add(%a, %x)", Priced(0));
        Assert.Equal(sides, Sides(units));
    }

    [Fact]
    public void WhatCanBecomeIntegerDoesWhateverItCosts()
    {
        string body = $"%a = Conv(%x, {Filter})\n%b = Exp(%a)\n%y = Conv(%b, {Filter})";
        Assert.Equal("fff", Sides(Units(body, Priced(1000))));
        Assert.Equal("ifi", Sides(Units(body, Priced(1000), Selection.Everything with { When = QuantizeWhen.ItCan })));
    }

    /// <summary>Constants that are too large to fold still feed layers; an activation of no samples has no parameters.</summary>
    [Fact]
    public void ALayerOverAConstantStaysFloat()
    {
        IReadOnlyList<QuantUnit> units = Units($"%a = Conv({Observed.Weights(5, 1, 2, 4, 4)}, {Filter})\n%b = Conv(%x, {Filter})\n%y = Add(%a, %b)", Priced(0));
        Assert.Equal("fii", Sides(units));
        Assert.Equal("its data are constant", units[0].Refusal);
    }

    /// <summary>Random graphs of convolutions, activations and additions against all assignments.</summary>
    [Fact]
    public void ThePartitionIsTheCheapestOfAll() => Gen.Int[0, 1 << 30].Sample(seed =>
    {
        var random = new Random(seed);
        int count = random.Next(1, 8);
        var lines = new List<string>();
        for (int i = 1; i <= count; i++)
        {
            string Value() => random.Next(i) is > 0 and var v ? $"v{v}" : "x";
            (string a, string b) = (Value(), Value());
            lines.Add($"%v{i} = " + random.Next(5) switch { 0 => $"Exp(%{a})", 1 => $"Relu(%{a})", 2 => $"Add(%{a}, %{b})", _ => $"Conv(%{a}, {Filter})" });
        }
        lines.Add($"%y = Tanh(%v{count})");
        KernelTable kernels = Priced(random.Next(1, 12), random.Next(1, 9));
        IReadOnlyList<QuantUnit> units = Run(string.Join('\n', lines), out _, kernels);
        bool[] found = [.. units.Select(u => u.IsInteger)];
        double best = Enumerable.Range(0, 1 << units.Count).Select(sides => Enumerable.Range(0, units.Count).Select(i => (sides >> i & 1) == 1).ToArray())
            .Where(sides => units.Zip(sides).All(p => p.First.Kernel is not null || !p.Second)).Min(sides => Cost(units, sides, kernels));
        Assert.Equal(best, Cost(units, found, kernels), 1e-6);
    }, iter: 60);

    static double Cost(IReadOnlyList<QuantUnit> units, bool[] integer, KernelTable kernels)
    {
        double cost = units.Zip(integer).Sum(p => p.Second ? p.First.Cost.IntegerNs * (p.First.Kernel!.Form == KernelForm.Weighted ? PartitionGraph.ClearGain : 1) : p.First.Cost.FloatNs);
        double conversion = kernels.Crossing([]).QuantizeNs;
        foreach (Value value in units.SelectMany(u => u.Inputs.Append(u.Output)).Distinct())
        {
            int producer = units.ToList().FindIndex(u => u.Output == value);
            bool fromInteger = producer >= 0 && integer[producer];
            bool[] readers = [.. units.Select((u, i) => (u, i)).Where(p => p.u.Inputs.Contains(value)).Select(p => integer[p.i])];
            cost += !fromInteger && readers.Contains(true) ? conversion : 0;
            cost += fromInteger && (readers.Contains(false) || value.IsGraphOutput) ? conversion : 0;
        }
        return cost;
    }

    static Selection AtRun(params string[] outputs) => Selection.Everything with { RangesAtRun = n => outputs.Contains(n.Output.Name) };

    /// <summary>A layer with its range at each run reads and leaves floats, and no code range does the work of the Relu behind it.</summary>
    [Theory]
    [InlineData("", "Weighted+Relu Weighted")]
    [InlineData("a", "Dynamic - Weighted")]
    [InlineData("a,y", "Dynamic - Dynamic")]
    public void ALayerFindsItsRangeAtEachRunWhereItShall(string atRun, string forms) =>
        Assert.Equal(forms, string.Join(' ', Units($"%a = MatMul(%x, {Matrix})\n%b = Relu(%a)\n%y = MatMul(%b, {Matrix})", selection: AtRun(atRun.Split(',')))
            .Select(u => u.IsInteger ? $"{u.Kernel!.Form}{(u.Activation is null ? "" : "+Relu")}" : "-")));

    /// <summary>Two layers of nine saved each: fixed ranges chain without a conversion between them, ranges at each run need floats there.</summary>
    [Theory]
    [InlineData("", "ii")]
    [InlineData("y", "fi")]
    public void RangesAtEachRunPayForTheFloatsThatTheyRead(string atRun, string sides) =>
        Assert.Equal(sides, Sides(Units($"%a = Conv(%x, {Filter})\n%y = MatMul(%a, {Matrix})", Priced(6), AtRun(atRun))));

    /// <summary>
    /// Here integers save nine of ten. Where they save nothing a network with them is slower by its conversions: then it stays float, here too; not where that is
    /// less than estimates err by.
    /// </summary>
    [Theory]
    [InlineData(1, "ii")]
    [InlineData(8.5, "ii")]
    [InlineData(10, "ff")]
    public void ANetworkIsNotToBeSlowerOnAnotherProcessor(double integer, string sides) =>
        Assert.Equal(sides, Sides(Units($"%a = Conv(%x, {Filter})\n%y = Conv(%a, {Filter})", Observed.Kernels with { Elsewhere = [Priced(2, integer)] })));
}
