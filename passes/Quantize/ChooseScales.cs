using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Quantization;

namespace Qcc.Passes.Quantize;

/// <summary>
/// Turns placed units and statistics into a plan: parameters for every value that an integer kernel reads or writes, equal ones
/// where kernels only move codes, fixed ones where the operator fixes the range.
/// </summary>
public static class ChooseScales
{
    /// <summary>Range of a value from its statistics.</summary>
    public delegate (float Low, float High) RangeOf(ValueStatistics statistics);

    /// <param name="widths">Bits of the codes of activations.</param>
    public static QuantizationPlan Run(IReadOnlyList<QuantUnit> units, ActivationStatistics statistics, RangeOf range, ActivationWidths widths, string target, string method)
    {
        HashSet<QuantUnit> toFloat = ToFloat(units);
        IReadOnlyList<ScaleGroup> groups = Groups(units, statistics, range, widths);
        Dictionary<Value, string> bits = groups.SelectMany(g => g.Values.Select(v => (Value: v, Reason: widths.ReasonOf(g)))).Where(v => v.Reason is not null).ToDictionary(v => v.Value, v => v.Reason!);
        return new QuantizationPlan
        {
            Target = target,
            Method = method,
            Nodes = [.. units.SelectMany(u => Decisions(u, toFloat.Contains(u), u.Node.FirstOutput is null ? null : bits.GetValueOrDefault(u.Output)))],
            Values = [.. groups.SelectMany(group => Decide(group, units, widths))],
        };
    }

    /// <summary>Values that integer kernels read or write, together where they share their codes.</summary>
    public static IReadOnlyList<ScaleGroup> Groups(IReadOnlyList<QuantUnit> units, ActivationStatistics statistics, RangeOf range, ActivationWidths widths) =>
        [.. Group(ValuesWithCodes(units), units, widths, (v, type) => FixedRange(v, type) ?? (type == ElementType.U8 ? range : RangeObserver.MinMax)(statistics.Of(v)!))];

    /// <summary>Units whose kernel leaves its result in float.</summary>
    static HashSet<QuantUnit> ToFloat(IReadOnlyList<QuantUnit> units)
    {
        HashSet<Value> codes = [.. units.Where(u => u.IsInteger).SelectMany(u => u.QuantizedInputs)];
        return [.. units.Where(u => u is { IsInteger: true, Kernel.IsFloatOutside: true }
            || (u is { IsInteger: true, Activation: null, Kernel.CanKeepFloatResult: true } && !codes.Contains(u.Output)))];
    }

    static Value[] ValuesWithCodes(IReadOnlyList<QuantUnit> units)
    {
        HashSet<QuantUnit> toFloat = ToFloat(units);
        var values = new List<Value>();
        foreach (QuantUnit unit in units.Where(u => u.IsInteger))
        {
            values.AddRange(unit.QuantizedInputs.Where(v => !v.IsConstant));
            if (!toFloat.Contains(unit))
            {
                values.Add(unit.Output);
            }
        }
        return [.. values.Distinct()];
    }

    /// <param name="bits">Why its result has as many bits as it has, or null.</param>
    static IEnumerable<NodeDecision> Decisions(QuantUnit unit, bool toFloat, string? bits)
    {
        if (unit.Node.Outputs.FirstOrDefault(o => o is not null) is not { } output)
        {
            yield break;
        }
        Placement placement = !unit.IsInteger ? Placement.Float : unit.Kernel!.Form switch
        {
            KernelForm.Dynamic => Placement.Dynamic,
            KernelForm.WeightOnly => Placement.WeightOnly,
            _ => toFloat ? Placement.IntegerToFloat : Placement.Integer,
        };
        string reason = !unit.IsInteger ? unit.Refusal ?? "float is expected to be faster, conversions included"
            : placement == Placement.WeightOnly || unit.Cost.IntegerNs < unit.Cost.FloatNs ? unit.Kernel!.Advantage
            : "integers save conversions here, or were preferred for size";
        yield return new NodeDecision(output.Name, unit.Node.Label, unit.Node.Operator.ToString(), placement, unit.IsInteger && bits is not null ? $"{reason}; {bits}" : reason);
        if (unit.Activation is { } activation)
        {
            yield return unit.IsInteger
                ? new NodeDecision(activation.Output.Name, activation.Label, activation.Operator.ToString(), Placement.Absorbed, $"the code range of {unit.Node.Label} has its effect")
                : new NodeDecision(activation.Output.Name, activation.Label, activation.Operator.ToString(), Placement.Float, "the node before it runs in float");
        }
    }

    static IEnumerable<ScaleGroup> Group(IReadOnlyList<Value> values, IReadOnlyList<QuantUnit> units, ActivationWidths widths, Func<Value, ElementType, (float Low, float High)> range)
    {
        Dictionary<Value, QuantUnit> producers = units.Where(u => u is { IsInteger: true, Node.FirstOutput: not null }).ToDictionary(u => u.Output);
        ElementType TypeOf(Value value) => producers.TryGetValue(value, out QuantUnit? unit) ? widths.TypeOf(unit) : widths.TypeOf(value);
        // What is moved has the range of where it comes from.
        Value Source(Value value)
        {
            while (producers.TryGetValue(value, out QuantUnit? unit) && unit.Kernel!.Form == KernelForm.SameScale)
            {
                value = unit.Node.Inputs[0]!;
            }
            return value;
        }
        var ties = new ScaleTies(value => range(Source(value), TypeOf(Source(value))), value => producers.TryGetValue(value, out QuantUnit? unit) ? unit.Bounds : (float.NegativeInfinity, float.PositiveInfinity));
        foreach (QuantUnit unit in units.Where(u => u is { IsInteger: true, Kernel.Form: KernelForm.SameScale }))
        {
            ties.Tie(unit.Output, unit.Node.Inputs[0]!);
        }
        foreach (QuantUnit unit in units.Where(u => u is { IsInteger: true, Kernel.OnlyMoves: true }))
        {
            foreach (Value operand in unit.QuantizedInputs.Where(v => v.IsUsedOnce && !v.IsConstant && TypeOf(v) == TypeOf(unit.Output)))
            {
                ties.TieWhereHarmless(unit.Output, operand);
            }
        }
        foreach (IGrouping<Value, Value> group in values.GroupBy(ties.Root))
        {
            (float low, float high) = ties.RangeOf(group.Key);
            yield return new ScaleGroup([.. group], low, high, group.Any(v => TypeOf(v) == ElementType.S16) ? ElementType.S16 : ElementType.U8);
        }
    }

    static IEnumerable<ValueDecision> Decide(ScaleGroup group, IReadOnlyList<QuantUnit> units, ActivationWidths widths)
    {
        HashSet<Value> narrowed = [.. units.Where(u => u is { IsInteger: true, Kernel.Reads16Bits: false })
            .SelectMany(u => u.QuantizedInputs.Where(v => !(u.Kernel!.CanRead16Bits(u.Node) && widths.ReachLayers(v))))];
        QuantParams narrow = QuantParams.Unsigned8(group.Low, group.High);
        QuantParams q = group.Type == ElementType.S16 ? QuantParams.Symmetric16(group.Low, group.High) : narrow;
        string range = group.Values.Count == 1 ? "its own range" : $"the union of {group.Values.Count} ranges that share codes";
        string reason = string.Join("; ", new[] { range, widths.ReasonOf(group) }.OfType<string>());
        foreach (Value value in group.Values)
        {
            bool needsNarrow = q.Type != ElementType.U8 && narrowed.Contains(value);
            yield return new ValueDecision(value.Name, q.Scale, q.ZeroPoint, reason, q.Type, needsNarrow ? new NarrowCodes(narrow.Scale, narrow.ZeroPoint) : null);
        }
    }

    /// <summary>
    /// Sigmoid and Softmax fill [0, 1): step 1/256 (of 16 bits 1/32768), and 1 itself saturates. What is made of uint8 codes has theirs again.
    /// </summary>
    static (float Low, float High)? FixedRange(Value value, ElementType type) => value.Producer switch
    {
        { } p when p.Operator == ActivationOperators.Sigmoid || p.Operator == ActivationOperators.Softmax => (0, type == ElementType.S16 ? 32767f / 32768 : 255f / 256),
        { } p when p.Operator == QuantizationOperators.DequantizeLinear && p.Constant(1) is { Element: ElementType.F32, Count: 1 } scale
            && p.Constant(2) is { Element: ElementType.U8, Count: 1 } zero => QuantParams.PerTensor(ElementType.U8, scale.Floats[0], zero.As<byte>()[0]).Range,
        _ => null,
    };
}
