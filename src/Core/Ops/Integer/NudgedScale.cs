namespace Qcc.Core.Ops.Integer;

/// <summary>A weight scale for which F32 and R31 give the same codes (docs/integer-arithmetic.md 2.5).</summary>
/// <param name="WeightScale">s_w after the move.</param>
/// <param name="Units">Units in the last place that it was moved by; 0 where it stayed.</param>
/// <param name="F32">The float requantizer of the moved scale.</param>
/// <param name="R31">The equal integer requantizer, of the fewest bits.</param>
public sealed record NudgedScale(float WeightScale, int Units, F32Requantizer F32, R31Requantizer R31)
{
    /// <summary>0, 1, -1, 2, -2, …: the moves in the order in which they are tried.</summary>
    public static IEnumerable<int> Steps(int most) => Enumerable.Range(0, 2 * most + 1).Select(i => i % 2 == 1 ? (i + 1) / 2 : -i / 2);
}
