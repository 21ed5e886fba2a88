using System.Collections.Concurrent;
using Qcc.Core.Ir;
using Qcc.Core.Quantization;
using Qcc.Passes.Quantize;
using Qcc.Targets;

namespace Qcc.Search;

/// <summary>A plan with some of its integer layers in float: where the units then run, and what that costs.</summary>
/// <param name="Chosen">The layers that were chosen to be float, by their first output.</param>
/// <param name="Units">Units as they are placed around them; others next to them may have become float too.</param>
/// <param name="Float">All integer nodes of the plan that are float now, by their first output.</param>
/// <param name="Cost">What it costs.</param>
sealed record Mixture(IReadOnlySet<string> Chosen, IReadOnlyList<QuantUnit> Units, IReadOnlySet<string> Float, MixtureCost Cost)
{
    /// <summary>Equal for mixtures that give the same file.</summary>
    public string Key { get; } = string.Join('\n', Float.Order(StringComparer.Ordinal));
}

/// <summary>What units cost as they are placed.</summary>
/// <param name="Ns">Expected nanoseconds by the kernel table, conversions included.</param>
/// <param name="Bytes">Bytes of the constants that they read.</param>
/// <param name="Bops">Bit operations: multiply-accumulates times the bits of either factor.</param>
readonly record struct MixtureCost(double Ns, double Bytes, double Bops)
{
    /// <summary>The figure that a budget limits.</summary>
    public double Of(BudgetKind kind) => kind switch { BudgetKind.Size => Bytes, BudgetKind.Bops => Bops, _ => Ns };
}

/// <summary>Makes mixtures of one plan.</summary>
sealed class Mixtures
{
    readonly Footing _footing;
    readonly Target _target;
    readonly Selection _selection;
    readonly HashSet<string> _integer;
    readonly ConcurrentDictionary<string, Mixture> _made = new(StringComparer.Ordinal);

    public Mixtures(Footing footing, Target target, Selection selection)
    {
        (_footing, _target, _selection) = (footing, target, selection);
        IReadOnlyList<QuantUnit> units = PartitionGraph.Run(footing.Model.Graph, footing.Statistics, target.Kernels, selection);
        _integer = [.. units.Where(u => u.IsInteger).Select(u => u.Node.Result!.Name)];
        None = new Mixture(new HashSet<string>(), units, new HashSet<string>(), CostOf(units));
        Layers = [.. units.Where(u => u is { IsInteger: true, Kernel.Form: not KernelForm.SameScale }).Select(u => u.Node.Result!.Name)];
        var readers = units.SelectMany(u => u.Inputs.Select(v => (Value: v, Reader: u.Node.Result?.Name))).ToLookup(r => r.Value, r => r.Reader);
        Readers = units.Where(u => u.IsInteger).ToDictionary(u => u.Node.Result!.Name, u => (u, (IReadOnlyList<string?>)[.. readers[u.Output], .. u.Output.IsGraphOutput ? [null] : Array.Empty<string?>()]), StringComparer.Ordinal);
        Float = new MixtureCost(ExpectedLatency.OfFloat(units), units.Sum(u => Bytes(u, isInteger: false)), units.Sum(u => Bops(u, isInteger: false)));
    }

    /// <summary>All that is integer in the plan.</summary>
    public Mixture None { get; }

    /// <summary>Everything in float.</summary>
    public MixtureCost Float { get; }

    /// <summary>The layers whose precision is a choice: those that round weights, or whose result has a scale of its own. By their first output, in the order of the graph.</summary>
    public IReadOnlyList<string> Layers { get; }

    /// <summary>Integer units of the plan and who reads what they make, by first outputs; null stands for the outside.</summary>
    public IReadOnlyDictionary<string, (QuantUnit Unit, IReadOnlyList<string?> Readers)> Readers { get; }

    /// <summary>Whether a node is integer in the plan.</summary>
    /// <param name="node">Its first output.</param>
    public bool IsInteger(string node) => _integer.Contains(node);

    /// <summary>The plan with layers in float.</summary>
    /// <param name="chosen">Their first outputs.</param>
    /// <param name="reason">Why each is.</param>
    public Mixture With(IReadOnlySet<string> chosen, Func<string, string>? reason = null)
    {
        return chosen.Count == 0 ? None
            : reason is not null ? Make(chosen, reason)
            : _made.GetOrAdd(string.Join('\n', chosen.Order(StringComparer.Ordinal)), _ => Make(chosen, null));
    }

    /// <summary>A mixture with one layer the other way.</summary>
    public Mixture Turned(Mixture mixture, string layer)
    {
        var chosen = new HashSet<string>(mixture.Chosen, StringComparer.Ordinal);
        if (!chosen.Remove(layer))
        {
            chosen.Add(layer);
        }
        return With(chosen);
    }

    /// <summary>The plan with the first of its layers in integers and all others in float, whatever that costs.</summary>
    /// <param name="count">How many of <see cref="Layers"/>.</param>
    public Mixture Beginning(int count)
    {
        if (count == Layers.Count)
        {
            return None;
        }
        HashSet<string> first = [.. Layers.Take(count)];
        var codes = new HashSet<Value>();
        IReadOnlyList<QuantUnit> units = PartitionGraph.Run(_footing.Model.Graph, _footing.Statistics, _target.Kernels, _selection);
        foreach (QuantUnit unit in units.Where(u => u.IsInteger))
        {
            // What moves codes does so as long as there are any.
            unit.IsInteger = unit.Kernel!.Form == KernelForm.SameScale ? codes.Contains(unit.Node.Inputs[0]!) : first.Contains(unit.Node.Result!.Name);
            if (unit.IsInteger)
            {
                codes.Add(unit.Output);
            }
        }
        return Of(Layers.Skip(count).ToHashSet(StringComparer.Ordinal), units);
    }

    Mixture Make(IReadOnlySet<string> chosen, Func<string, string>? reason)
    {
        Selection mixed = _selection with { WhyFloat = node => node.Result is { } r && chosen.Contains(r.Name) ? reason?.Invoke(r.Name) ?? "float" : _selection.WhyFloat(node) };
        IReadOnlyList<QuantUnit> units = PartitionGraph.Run(_footing.Model.Graph, _footing.Statistics, _target.Kernels, mixed);
        return Of(chosen, units);
    }

    Mixture Of(IReadOnlySet<string> chosen, IReadOnlyList<QuantUnit> units)
    {
        var still = units.Where(u => u.IsInteger).Select(u => u.Node.Result!.Name).ToHashSet(StringComparer.Ordinal);
        return new Mixture(chosen, units, _integer.Where(o => !still.Contains(o)).ToHashSet(StringComparer.Ordinal), CostOf(units));
    }

    /// <summary>What the layers of a mixture cost more in float, conversions left out.</summary>
    public MixtureCost WithoutConversions(Mixture mixture)
    {
        QuantUnit[] turned = [.. mixture.Units.Where(u => u.Node.Result is { } r && mixture.Float.Contains(r.Name))];
        return new(turned.Sum(u => u.Cost.FloatNs - u.Cost.IntegerNs), turned.Sum(u => Bytes(u, isInteger: false) - Bytes(u, isInteger: true)), turned.Sum(u => Bops(u, isInteger: false) - Bops(u, isInteger: true)));
    }

    MixtureCost CostOf(IReadOnlyList<QuantUnit> units) =>
        new(ExpectedLatency.Of(units, _footing.Statistics, _target.Kernels), units.Sum(u => Bytes(u, u.IsInteger)), units.Sum(u => Bops(u, u.IsInteger)));

    /// <summary>Codes of one byte with a scale and a zero point for each output channel, biases of four bytes in either form.</summary>
    static double Bytes(QuantUnit unit, bool isInteger)
    {
        Tensor[] constants = [.. unit.Node.Inputs.OfType<Value>().Select(v => v.Constant).OfType<Tensor>().Where(t => t.Element == ElementType.F32)];
        double bytes = constants.Sum(t => 4.0 * t.Count);
        return isInteger && unit.Kernel is { HasWeights: true } kernel && unit.Node.Constant(1) is { Rank: > 1 } weight ? bytes - 3.0 * weight.Count + 5.0 * weight.Shape[kernel.WeightAxis(unit.Node)]
            : isInteger ? bytes / 4
            : bytes;
    }

    double Bops(QuantUnit unit, bool isInteger)
    {
        IReadOnlyList<long>? output = _footing.Statistics.ShapeOf(unit.Output);
        long macs = unit.Node.Input(0) is { } input && output is not null && _footing.Statistics.ShapeOf(input) is { } shape ? new NodeSize(unit.Node, shape, output).Macs : 0;
        return macs * (isInteger ? 8.0 * 8 : 32.0 * 32);
    }
}
