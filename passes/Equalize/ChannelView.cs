namespace Qcc.Passes.Equalize;

/// <summary>Where the channels of a value are, and which of them take the same factor.</summary>
/// <param name="Axes">The axes that tell channels apart, ascending: one where a layer makes the value, more where heads are an axis of their own.</param>
/// <param name="Sizes">The size of each of these axes.</param>
/// <param name="Classes">The class of each position along these axes, row by row.</param>
sealed record ChannelView(int[] Axes, int[] Sizes, int[] Classes)
{
    /// <summary>Whether the channels are one axis, and which.</summary>
    public bool IsAlong(int axis) => Axes is [{ } only] && only == axis;

    /// <summary>The same channels where each axis is another one; <paramref name="to"/> names it.</summary>
    public ChannelView Moved(Func<int, int> to)
    {
        int[] moved = [.. Axes.Select(to)], order = [.. Enumerable.Range(0, moved.Length).OrderBy(i => moved[i])];
        if (order.SequenceEqual(Enumerable.Range(0, order.Length)))
        {
            return this with { Axes = moved };
        }
        int[] sizes = [.. order.Select(i => Sizes[i])], classes = new int[Classes.Length], position = new int[order.Length];
        for (int at = 0; at < classes.Length; at++)
        {
            for (int i = 0, rest = at; i < order.Length; i++)
            {
                int below = sizes.Skip(i + 1).Aggregate(1, (product, size) => product * size);
                (position[order[i]], rest) = (rest / below, rest % below);
            }
            int from = 0;
            for (int i = 0; i < position.Length; i++)
            {
                from = from * Sizes[i] + position[i];
            }
            classes[at] = Classes[from];
        }
        return new ChannelView([.. order.Select(i => moved[i])], sizes, classes);
    }

    /// <summary>The classes at some positions of an axis.</summary>
    public ChannelView Part(int axis, int first, int count)
    {
        int own = Array.IndexOf(Axes, axis), all = Sizes[own], inner = Sizes.Skip(own + 1).Aggregate(1, (product, size) => product * size);
        int[] sizes = [.. Sizes];
        sizes[own] = count;
        return new ChannelView(Axes, sizes, [.. Enumerable.Range(0, Classes.Length / all * count).Select(at => Classes[(at / inner / count * all + first + at / inner % count) * inner + at % inner])]);
    }

    /// <summary>The classes along some of the axes, at the first position of the others.</summary>
    public ChannelView First(Func<int, bool> isKept)
    {
        int[] kept = [.. Enumerable.Range(0, Axes.Length).Where(i => isKept(Axes[i]))], sizes = [.. kept.Select(i => Sizes[i])];
        var classes = new int[sizes.Aggregate(1, (product, size) => product * size)];
        for (int at = 0; at < classes.Length; at++)
        {
            int from = 0;
            for (int i = 0; i < Axes.Length; i++)
            {
                int own = Array.IndexOf(kept, i);
                from = from * Sizes[i] + (own < 0 ? 0 : at / sizes.Skip(own + 1).Aggregate(1, (product, size) => product * size) % sizes[own]);
            }
            classes[at] = Classes[from];
        }
        return new ChannelView([.. kept.Select(i => Axes[i])], sizes, classes);
    }

    /// <summary>The same classes along more axes, the new ones telling nothing apart; null where an axis of the view is missing in them.</summary>
    public ChannelView? Along(int[] axes, int[] sizes)
    {
        if (Axes.Any(a => Array.IndexOf(axes, a) < 0))
        {
            return null;
        }
        var classes = new int[sizes.Aggregate(1, (product, size) => product * size)];
        for (int at = 0; at < classes.Length; at++)
        {
            int from = 0;
            for (int i = 0, rest = at; i < axes.Length; i++)
            {
                int below = sizes.Skip(i + 1).Aggregate(1, (product, size) => product * size), own = Array.IndexOf(Axes, axes[i]);
                if (own >= 0)
                {
                    from = from * Sizes[own] + rest / below;
                }
                rest %= below;
            }
            classes[at] = Classes[from];
        }
        return new ChannelView(axes, sizes, classes);
    }
}
