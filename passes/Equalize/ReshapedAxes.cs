using Qcc.Core.Ir;

namespace Qcc.Passes.Equalize;

/// <summary>
/// Which axes of a tensor become which by a Reshape. From either end, runs of axes with the same number of elements on both sides hold the
/// same elements; a dimension of unknown size ends the walk unless the other side has the same symbol there.
/// </summary>
/// <param name="Runs">Axes before and axes after, of equal products, in order.</param>
/// <param name="Shared">An axis before and one after that are what is left but for one axis of unknown size behind each: the elements of one are spread
/// over both of the other. It is among the runs, as if both had the same size. Null where there is none.</param>
sealed record ReshapedAxes(IReadOnlyList<(int[] Before, int[] After)> Runs, (int Before, int After)? Shared)
{
    /// <summary>The axes of a Reshape between these shapes.</summary>
    public static ReshapedAxes Of(IReadOnlyList<Dim> before, IReadOnlyList<Dim> after)
    {
        List<(int[] Before, int[] After)> left = Walk(before, after), right = Walk([.. before.Reverse()], [.. after.Reverse()]);
        int covered = left.Sum(r => r.Before.Length), coveredAfter = left.Sum(r => r.After.Length);
        (int[] Before, int[] After)[] fromEnd = [.. right.Select(r => (Before: Mirror(r.Before, before.Count), After: Mirror(r.After, after.Count)))
            .Where(r => r.Before.All(a => a >= covered) && r.After.All(a => a >= coveredAfter)).Reverse()];
        int rest = before.Count - covered - fromEnd.Sum(r => r.Before.Length), restAfter = after.Count - coveredAfter - fromEnd.Sum(r => r.After.Length);
        bool isShared = rest == 2 && restAfter == 2 && before[covered + 1].Size is null && after[coveredAfter + 1].Size is null
            && before[covered].Size is { } a && after[coveredAfter].Size is { } b && a > 0 && b > 0 && (a % b == 0 || b % a == 0);
        return isShared ? new([.. left, ([covered], [coveredAfter]), .. fromEnd], (covered, coveredAfter)) : new([.. left, .. fromEnd], null);
    }

    static int[] Mirror(int[] axes, int rank) => [.. axes.Select(a => rank - 1 - a).Reverse()];

    static List<(int[] Before, int[] After)> Walk(IReadOnlyList<Dim> before, IReadOnlyList<Dim> after)
    {
        var runs = new List<(int[], int[])>();
        int i = 0, j = 0;
        while (i < before.Count && j < after.Count)
        {
            if (before[i].Size is null && before[i].Symbol is not null && before[i] == after[j])
            {
                runs.Add(([i++], [j++]));
                continue;
            }
            (int firstBefore, int firstAfter) = (i, j);
            if (before[i].Size is not { } a || after[j].Size is not { } b)
            {
                break;
            }
            (i, j) = (i + 1, j + 1);
            while (a != b)
            {
                if (a < b ? i < before.Count && before[i].Size is not null : j < after.Count && after[j].Size is not null)
                {
                    (a, b) = a < b ? (a * before[i++].Size!.Value, b) : (a, b * after[j++].Size!.Value);
                    continue;
                }
                return runs;
            }
            runs.Add(([.. Enumerable.Range(firstBefore, i - firstBefore)], [.. Enumerable.Range(firstAfter, j - firstAfter)]));
        }
        return runs;
    }
}
