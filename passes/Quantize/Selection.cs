using Qcc.Core.Ir;

namespace Qcc.Passes.Quantize;

/// <summary>What the user allows to become integer; patterns are already checked to match something.</summary>
/// <param name="WhyFloat">Why a node is to stay float; null where it need not.</param>
/// <param name="IsAllowed">Whether a node may become integer (by name and operator type).</param>
/// <param name="When">When a layer with an integer kernel becomes integer.</param>
public sealed record Selection(Func<Node, string?> WhyFloat, Func<Node, bool> IsAllowed, QuantizeWhen When)
{
    /// <summary>Whether a layer that has both kernels finds the range of its input at each run instead of having a fixed one.</summary>
    public Func<Node, bool> RangesAtRun { get; init; } = _ => false;

    /// <summary>Everything, where it pays.</summary>
    public static Selection Everything { get; } = new(_ => null, _ => true, QuantizeWhen.ItPays);
}

/// <summary>When a layer with an integer kernel becomes integer.</summary>
public enum QuantizeWhen
{
    /// <summary>Where the expected latency falls.</summary>
    ItPays,

    /// <summary>Always, for the smallest file.</summary>
    ItCan,
}
