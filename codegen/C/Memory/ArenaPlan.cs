namespace Qcc.Codegen.C.Memory;

/// <summary>A buffer: its bytes, and the first and the last step at which it holds something.</summary>
readonly record struct Lifetime(long Bytes, int First, int Last);

/// <summary>
/// Places of buffers in one arena, such that buffers that live at the same time do not overlap. Buffers are placed one after the other, the largest first,
/// each into the smallest gap that holds it (best fit); other orders are tried too, and the smallest arena is taken.
/// </summary>
/// <param name="Offsets">Byte of each buffer, a multiple of <see cref="Alignment"/>.</param>
/// <param name="Bytes">Size of the arena.</param>
/// <param name="Live">The largest sum of buffers that live at one time: no plan needs less.</param>
sealed record ArenaPlan(long[] Offsets, long Bytes, long Live)
{
    /// <summary>Bytes at whose multiples buffers begin, enough for every element type.</summary>
    public const int Alignment = 8;

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
        return orders.Select(order => Place(buffers, order)).Select(offsets => new ArenaPlan(offsets, SizeOf(buffers, offsets), live)).MinBy(p => p.Bytes)!;
    }

    /// <summary>The arena's size, rounded up.</summary>
    public static long Rounded(long bytes) => (bytes + Alignment - 1) / Alignment * Alignment;

    static long SizeOf(IReadOnlyList<Lifetime> buffers, long[] offsets) =>
        buffers.Select((b, i) => offsets[i] + Rounded(b.Bytes)).DefaultIfEmpty(0).Max();

    static long LiveBytes(IReadOnlyList<Lifetime> buffers) => buffers.Select(b => b.First).Distinct()
        .Select(step => buffers.Where(b => b.First <= step && step <= b.Last).Sum(b => Rounded(b.Bytes))).DefaultIfEmpty(0).Max();

    static long[] Place(IReadOnlyList<Lifetime> buffers, int[] order)
    {
        var offsets = new long[buffers.Count];
        var placed = new List<int>();
        foreach (int i in order)
        {
            (long at, long end, long best) = (-1, 0, long.MaxValue);
            long need = Rounded(buffers[i].Bytes);
            foreach (int j in placed.Where(j => buffers[j].First <= buffers[i].Last && buffers[i].First <= buffers[j].Last).OrderBy(j => offsets[j]))
            {
                long gap = offsets[j] - end;
                if (gap >= need && gap < best)
                {
                    (at, best) = (end, gap);
                }
                end = Math.Max(end, offsets[j] + Rounded(buffers[j].Bytes));
            }
            offsets[i] = at >= 0 ? at : end;
            placed.Add(i);
        }
        return offsets;
    }
}
