using Qcc.Core.Quantization;

namespace Qcc.Passes.Quantize;

/// <summary>Raises the scales of a plan to the next ones of a grid: powers of two, so that every multiplier is a shift (docs/integer-arithmetic.md 2.3).</summary>
public static class ScalesOnGrid
{
    /// <summary>The plan with ranges that are as large as before or larger.</summary>
    public static QuantizationPlan Run(QuantizationPlan plan, ScaleGrid grid) => grid == ScaleGrid.Any ? plan : plan with { Values = [.. plan.Values.Select(v => Raised(v, grid))] };

    static ValueDecision Raised(ValueDecision value, ScaleGrid grid)
    {
        QuantParams q = grid.Up(QuantParams.PerTensor(value.Type, value.Scale, value.ZeroPoint));
        QuantParams? narrow = value.Narrow is { } n ? grid.Up(QuantParams.PerTensor(Core.Ir.ElementType.U8, n.Scale, n.ZeroPoint)) : null;
        return value with { Scale = q.Scale, ZeroPoint = q.ZeroPoint, Narrow = narrow is null ? null : new NarrowCodes(narrow.Scale, narrow.ZeroPoint) };
    }
}
