using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Quantization;

namespace Qcc.Passes.Quantize;

/// <summary>
/// Decides which units run in integers: the assignment with the least expected time, crossings between float and integers
/// included, found as a minimum cut over the target's kernel table. Integers are the first side of the cut.
/// </summary>
public static class PartitionGraph
{
    /// <summary>
    /// A layer with weights stays in float where integers are not expected to be faster by a sixth: estimates err by about as much,
    /// and rounded weights cost accuracy.
    /// </summary>
    internal const double ClearGain = 1.2;

    /// <summary>A network is expected to be slower than float where its estimate is by a tenth, which is what estimates err by (docs/int8-cpu.md, section 4).</summary>
    internal const double ClearLoss = 1.1;

    /// <summary>
    /// Cuts the graph into units and places each. Where the placement is expected to be slower than float on another processor of the table, the one that is best
    /// there is taken: what little it loses here is less than what would be lost there.
    /// </summary>
    public static IReadOnlyList<QuantUnit> Run(Graph graph, ActivationStatistics statistics, KernelTable table, Selection selection)
    {
        List<QuantUnit> units = Units(graph, statistics, table, selection);
        bool always = selection.When == QuantizeWhen.ItCan;
        Place(units, statistics, table, u => u.Cost, always);
        foreach (KernelTable other in always ? [] : table.Elsewhere)
        {
            Dictionary<QuantUnit, KernelCost> costs = units.ToDictionary(u => u, u => CostOn(other, u, statistics));
            double expected = Cut(units, statistics, other, (cut, number, unit) =>
                cut.AddCosts(number, unit.IsInteger ? costs[unit].IntegerNs : double.PositiveInfinity, unit.IsInteger ? double.PositiveInfinity : costs[unit].FloatNs)).Cost;
            if (expected > ClearLoss * units.Sum(u => costs[u].FloatNs))
            {
                Place(units, statistics, other, u => costs[u], always);
            }
        }
        return units;
    }

    static void Place(List<QuantUnit> units, ActivationStatistics statistics, KernelTable table, Func<QuantUnit, KernelCost> costOf, bool always)
    {
        (_, bool[] first) = Cut(units, statistics, table, (cut, number, unit) =>
        {
            KernelCost cost = costOf(unit);
            bool forced = unit.Kernel is { HasWeights: true } kernel && (always || kernel.Form == KernelForm.WeightOnly);
            double integerNs = unit.Kernel is null ? double.PositiveInfinity : unit.Kernel.HasWeights ? cost.IntegerNs * ClearGain : cost.IntegerNs;
            cut.AddCosts(number, integerNs, forced ? double.PositiveInfinity : cost.FloatNs);
        });
        for (int i = 0; i < units.Count; i++)
        {
            units[i].IsInteger = units[i].Kernel is not null && first[i];
        }
    }

    /// <summary>The cheapest placement, integers being the first side, and what it costs.</summary>
    static (double Cost, bool[] First) Cut(List<QuantUnit> units, ActivationStatistics statistics, KernelTable table, Action<MinimumCut, int, QuantUnit> addCosts)
    {
        var cut = new MinimumCut();
        var numbers = units.ToDictionary(u => u, _ => cut.AddNode());
        var producers = units.ToDictionary(u => u.Output);
        foreach (QuantUnit unit in units)
        {
            addCosts(cut, numbers[unit], unit);
        }
        var chains = new ElementwiseChains(units);
        foreach ((Value value, List<QuantUnit> readers) in Readers(units))
        {
            AddCrossing(cut, value, producers.GetValueOrDefault(value), readers, numbers, statistics, table, chains);
        }
        bool[] first = cut.Solve();
        return (cut.Cost, [.. units.Select(u => first[numbers[u]])]);
    }

    /// <summary>Cost of a unit by the entry that another table has for its kernel.</summary>
    static KernelCost CostOn(KernelTable other, QuantUnit unit, ActivationStatistics statistics) =>
        unit.Kernel is { } kernel ? CostOf(unit.Node, unit.Output, other.Kernels.First(k => k.Operator == kernel.Operator && k.Form == kernel.Form && k.IsFor(unit.Node)), statistics) : default;

    static List<QuantUnit> Units(Graph graph, ActivationStatistics statistics, KernelTable table, Selection selection)
    {
        var units = new List<QuantUnit>();
        var absorbed = new HashSet<Node>();
        foreach (Node node in graph.Nodes)
        {
            if (absorbed.Contains(node) || node.Outputs.All(o => o is null))
            {
                continue;
            }
            Node? activation = table.AbsorbableActivation(node);
            Value? output = (activation ?? node).Result;
            (Kernel? kernel, string? refusal) = FindKernel(node, output, table, selection, statistics);
            if (kernel is null or { IsFloatOutside: true })
            {
                activation = null;
            }
            else if (activation is not null)
            {
                absorbed.Add(activation);
            }
            units.Add(new QuantUnit { Node = node, Activation = activation, Bounds = BoundsOf(activation, table), Kernel = kernel, Refusal = refusal, Cost = CostOf(node, output, kernel ?? table.Find(node), statistics) });
        }
        return units;
    }

    static (Kernel? Kernel, string? Refusal) FindKernel(Node node, Value? output, KernelTable table, Selection selection, ActivationStatistics statistics)
    {
        Kernel? kernel = (selection.RangesAtRun(node) ? table.Find(node, Placement.Dynamic) : null) ?? table.Find(node);
        if (kernel is null || kernel.Form == KernelForm.Absorbed)
        {
            return (null, kernel is null ? $"no integer kernel for {node.Operator}" : "nothing before it can absorb it");
        }
        string? refusal = selection.WhyFloat(node) is { } why ? why
            : !selection.IsAllowed(node) ? "not among the nodes or operator types that were asked for"
            : node.Outputs.Count(o => o is not null) != 1 && !kernel.IsFloatOutside ? "has several outputs"
            : kernel.Refuses(node) ?? (kernel.Form != KernelForm.Elementwise && kernel.WeightInput != 0 && node.Inputs[0]!.IsConstant ? "its data are constant" : null);
        refusal ??= !kernel.HasWeights && !table.QuantizesMasks && node.Inputs.OfType<Value>().Append(output!).Any(IsMask) ? "its values are masked: their range says nothing" : null;
        refusal ??= kernel.Form is KernelForm.Weighted or KernelForm.Unary && QuantUnit.HoldsReals(node.Inputs[0]!) ? WhyNotCalibrated(node.Inputs[0]!, statistics) : null;
        refusal ??= kernel.Form == KernelForm.Elementwise ? node.Inputs.OfType<Value>().Where(QuantUnit.HoldsReals).Select(v => WhyNotCalibrated(v, statistics)).FirstOrDefault(r => r is not null) : null;
        refusal ??= !kernel.IsFloatOutside ? WhyNotCalibrated(output!, statistics) : null;
        return refusal is null ? (kernel, null) : (null, refusal);
    }

    static bool IsMask(Value value) => AttentionMask.IsMask(value, AttentionMask.Unmistakable) || AttentionMask.IsMasked(value, AttentionMask.Unmistakable);

    static string? WhyNotCalibrated(Value value, ActivationStatistics statistics)
    {
        if (value.Initializer is not null && !value.IsGraphInput)
        {
            return value.Initializer.Element != ElementType.F32 ? $"\"{value.Name}\" is not float"
                : NonFinite.First(value.Initializer) is not null ? $"\"{value.Name}\" holds NaN or infinity"
                : null;
        }
        ValueStatistics? seen = statistics.Of(value);
        return seen is null ? $"no samples reached \"{value.Name}\""
            : seen.HasNonFinite ? $"\"{value.Name}\" held NaN or infinity"
            : seen.Count == 0 ? $"\"{value.Name}\" was always empty"
            : null;
    }

    static (float Low, float High) BoundsOf(Node? activation, KernelTable table) =>
        activation is null ? (float.NegativeInfinity, float.PositiveInfinity) : table.Absorbing(activation)!.Bounds(activation);

    static KernelCost CostOf(Node node, Value? unitOutput, Kernel? kernel, ActivationStatistics statistics)
    {
        IReadOnlyList<long>? input = node.Input(0) is { } first ? statistics.ShapeOf(first) : null;
        IReadOnlyList<long>? output = unitOutput is null ? null : statistics.ShapeOf(unitOutput);
        return kernel is null || input is null || output is null ? default : kernel.Cost(new NodeSize(node, input, output));
    }

    internal static IEnumerable<(Value Value, List<QuantUnit> Readers)> Readers(IReadOnlyList<QuantUnit> units)
    {
        var readers = new Dictionary<Value, List<QuantUnit>>();
        var order = new List<Value>();
        foreach (QuantUnit unit in units)
        {
            foreach (Value value in unit.Inputs)
            {
                if (!readers.TryGetValue(value, out List<QuantUnit>? list))
                {
                    readers[value] = list = [];
                    order.Add(value);
                }
                list.Add(unit);
            }
        }
        foreach (QuantUnit unit in units.Where(u => u.Output.IsGraphOutput && !readers.ContainsKey(u.Output)))
        {
            readers[unit.Output] = [];
            order.Add(unit.Output);
        }
        return order.Select(v => (v, readers[v]));
    }

    /// <summary>
    /// Charges a value once for quantizing (made in float, read by any integer unit) and once for dequantizing (made in integers,
    /// read by any float unit or returned): an extra node per direction collects the readers.
    /// </summary>
    static void AddCrossing(MinimumCut cut, Value value, QuantUnit? producer, List<QuantUnit> readers, Dictionary<QuantUnit, int> numbers,
        ActivationStatistics statistics, KernelTable table, ElementwiseChains chains)
    {
        CrossingCost cost = table.Crossing(statistics.ShapeOf(value) ?? []);
        double quantizeNs = cost.QuantizeNs + cost.MixedLayoutNs * chains.LengthFrom(value);
        int quantizes = cut.AddNode(), dequantizes = cut.AddNode();
        foreach (QuantUnit reader in readers)
        {
            if (reader.QuantizedInputs.Contains(value))
            {
                cut.AddEdge(numbers[reader], quantizes, double.PositiveInfinity);
            }
            cut.AddEdge(dequantizes, numbers[reader], double.PositiveInfinity);
        }
        // What a kernel with ranges at each run leaves is float, like an input of the graph.
        if (producer is null or { Kernel.IsFloatOutside: true })
        {
            cut.AddCosts(quantizes, quantizeNs, 0);
            return;
        }
        cut.AddEdge(quantizes, numbers[producer], quantizeNs);
        if (producer is not { Kernel.CanKeepFloatResult: true, Activation: null })
        {
            cut.AddEdge(numbers[producer], dequantizes, cost.DequantizeNs);
        }
        if (value.IsGraphOutput || readers.Any(r => r.Kernel is { IsFloatOutside: true }))
        {
            cut.AddCosts(dequantizes, double.PositiveInfinity, 0);
        }
    }
}
