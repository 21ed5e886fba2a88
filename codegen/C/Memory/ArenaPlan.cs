namespace Qcc.Codegen.C.Memory;

/// <summary>A buffer: its bytes, and the first and the last step at which it holds something.</summary>
readonly record struct Lifetime(long Bytes, int First, int Last);

/// <summary>
/// Places of buffers in one arena, such that buffers that live at the same time do not overlap. Buffers are placed one after the other, the largest first,
/// each into the smallest gap that holds it (best fit); other orders are tried too, then some in which the highest buffer moves to the front, and the
/// smallest arena is taken.
/// </summary>
/// <param name="Offsets">Byte of each buffer, a multiple of <see cref="Alignment"/>.</param>
/// <param name="Bytes">Size of the arena.</param>
/// <param name="Live">The largest sum of buffers that live at one time: no plan needs less.</param>
sealed record ArenaPlan(long[] Offsets, long Bytes, long Live)
{
    /// <summary>Bytes at whose multiples buffers begin, enough for every element type.</summary>
    public const int Alignment = 8;

    /// <summary>How often a plan of so many buffers is tried to be improved: 40 times, few are by more; less often where a try, whose time grows with the square of their number, is long.</summary>
    internal static int Rounds(int buffers) => (int)Math.Clamp(10_000_000 / Math.Max(1L, (long)buffers * buffers), 1, 40);

    public static ArenaPlan Of(IReadOnlyList<Lifetime> buffers)
    {
        int[] all = [.. Enumerable.Range(0, buffers.Count)];
        int[][] orders =
        [
            [.. all.OrderByDescending(i => buffers[i].Bytes).ThenBy(i => buffers[i].First)],
            [.. all.OrderByDescending(i => buffers[i].Bytes * (buffers[i].Last - buffers[i].First + 1)).ThenBy(i => buffers[i].First)],
            [.. all.OrderByDescending(i => buffers[i].Last - buffers[i].First).ThenByDescending(i => buffers[i].Bytes)],
            all,
        ];
        long live = LiveBytes(buffers);
        ArenaPlan? best = null;
        foreach (int[] order in orders)
        {
            if (Improved(buffers, order, live) is var plan && (best is null || plan.Bytes < best.Bytes))
            {
                best = plan;
            }
            if (best.Bytes == live)
            {
                break;
            }
        }
        return best!;
    }

    /// <summary>The best of some rounds, each of which places the buffer first that reached highest in the round before.</summary>
    static ArenaPlan Improved(IReadOnlyList<Lifetime> buffers, IEnumerable<int> order, long live)
    {
        List<int> next = [.. order];
        ArenaPlan? best = null;
        for (int round = 0; round < Rounds(buffers.Count) && (best is null || best.Bytes > live); round++)
        {
            long[] offsets = Place(buffers, next);
            var plan = new ArenaPlan(offsets, SizeOf(buffers, offsets), live);
            best = best is null || plan.Bytes < best.Bytes ? plan : best;
            if (next.Count > 0)
            {
                int highest = next.MaxBy(i => offsets[i] + Rounded(buffers[i].Bytes));
                next.Remove(highest);
                next.Insert(0, highest);
            }
        }
        return best!;
    }

    /// <summary>The arena's size, rounded up.</summary>
    public static long Rounded(long bytes) => (bytes + Alignment - 1) / Alignment * Alignment;

    static long SizeOf(IReadOnlyList<Lifetime> buffers, long[] offsets) =>
        buffers.Select((b, i) => offsets[i] + Rounded(b.Bytes)).DefaultIfEmpty(0).Max();

    static long LiveBytes(IReadOnlyList<Lifetime> buffers)
    {
        (long live, long most) = (0, 0);
        // What ends after a step is gone before the next begins.
        foreach ((_, long bytes) in buffers.SelectMany(b => new[] { (At: (long)b.First, Bytes: Rounded(b.Bytes)), (At: b.Last + 1L, Bytes: -Rounded(b.Bytes)) }).OrderBy(e => e.At).ThenBy(e => e.Bytes))
        {
            live += bytes;
            most = Math.Max(most, live);
        }
        return most;
    }

    static long[] Place(IReadOnlyList<Lifetime> buffers, List<int> order)
    {
        var offsets = new long[buffers.Count];
        // Buffers that have a place, and where each begins, the lowest first.
        List<int> placed = [];
        List<long> begins = [];
        foreach (int i in order)
        {
            (long at, long end, long best) = (-1, 0, long.MaxValue);
            long need = Rounded(buffers[i].Bytes);
            foreach (int j in placed)
            {
                if (buffers[j].First > buffers[i].Last || buffers[i].First > buffers[j].Last)
                {
                    continue;
                }
                long gap = offsets[j] - end;
                if (gap >= need && gap < best)
                {
                    (at, best) = (end, gap);
                }
                end = Math.Max(end, offsets[j] + Rounded(buffers[j].Bytes));
            }
            offsets[i] = at >= 0 ? at : end;
            int rank = begins.BinarySearch(offsets[i]);
            rank = rank < 0 ? ~rank : rank;
            placed.Insert(rank, i);
            begins.Insert(rank, offsets[i]);
        }
        return offsets;
    }
}
