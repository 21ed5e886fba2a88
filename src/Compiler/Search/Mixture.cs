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
sealed record Mixture(IReadOnlySet<string> Chosen, IReadOnlyList<QuantUnit> Units, IReadOnlySet<string> Float, MixtureCost Cost);

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
    readonly ConcurrentDictionary<string, Lazy<Mixture>> _made = new(StringComparer.Ordinal);

    public Mixtures(Footing footing, Target target, Selection selection)
    {
        (_footing, _target, _selection) = (footing, target, selection);
        IReadOnlyList<QuantUnit> units = PartitionGraph.Run(footing.Model.Graph, footing.Statistics, target.Kernels, selection);
        _integer = [.. units.Where(u => u.IsInteger).Select(u => u.Node.Result!.Name)];
        None = new Mixture(new HashSet<string>(), units, new HashSet<string>(), CostOf(units));
        Float = new MixtureCost(ExpectedLatency.OfFloat(units), units.Sum(u => Bytes(u, isInteger: false)), units.Sum(u => Bops(u, isInteger: false)));
    }

    /// <summary>All that is integer in the plan.</summary>
    public Mixture None { get; }

    /// <summary>Everything in float.</summary>
    public MixtureCost Float { get; }

    /// <summary>The layers whose precision is a choice: those that round weights, or whose result has a scale of its own. By their first output.</summary>
    public IReadOnlyList<string> Layers => [.. None.Units.Where(u => u is { IsInteger: true, Kernel.Form: not KernelForm.SameScale }).Select(u => u.Node.Result!.Name)];

    /// <summary>The plan with layers in float.</summary>
    /// <param name="chosen">Their first outputs.</param>
    /// <param name="reason">Why each is.</param>
    public Mixture With(IReadOnlySet<string> chosen, Func<string, string>? reason = null)
    {
        if (chosen.Count == 0)
        {
            return None;
        }
        return reason is not null ? Make(chosen, reason) : _made.GetOrAdd(string.Join('\n', chosen.Order(StringComparer.Ordinal)), _ => new Lazy<Mixture>(() => Make(chosen, _ => "float"))).Value;
    }

    Mixture Make(IReadOnlySet<string> chosen, Func<string, string> reason)
    {
        Selection mixed = _selection with { WhyFloat = node => node.Result is { } r && chosen.Contains(r.Name) ? reason(r.Name) : _selection.WhyFloat(node) };
        IReadOnlyList<QuantUnit> units = PartitionGraph.Run(_footing.Model.Graph, _footing.Statistics, _target.Kernels, mixed);
        var still = units.Where(u => u.IsInteger).Select(u => u.Node.Result!.Name).ToHashSet(StringComparer.Ordinal);
        return new Mixture(chosen, units, _integer.Where(o => !still.Contains(o)).ToHashSet(StringComparer.Ordinal), CostOf(units));
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
