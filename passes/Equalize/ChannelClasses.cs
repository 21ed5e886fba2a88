namespace Qcc.Passes.Equalize;

/// <summary>Classes of channels that must take the same factor, as a union-find forest; a class may be bound to the factor 1, or have a limit.</summary>
sealed class ChannelClasses
{
    readonly List<int> _parent = [];
    readonly List<bool> _fixed = [];
    readonly List<float> _limit = [];

    /// <summary>New classes, each of its own.</summary>
    public int[] Fresh(int count)
    {
        int first = _parent.Count;
        for (int i = first; i < first + count; i++)
        {
            _parent.Add(i);
            _fixed.Add(false);
            _limit.Add(float.PositiveInfinity);
        }
        return [.. Enumerable.Range(first, count)];
    }

    /// <summary>What stands for a class and all those united with it.</summary>
    public int Root(int of)
    {
        while (_parent[of] != of)
        {
            of = _parent[of] = _parent[_parent[of]];
        }
        return of;
    }

    /// <summary>Makes one class of each pair.</summary>
    public void Unite(int[] first, int[] second)
    {
        for (int i = 0; i < first.Length; i++)
        {
            (int a, int b) = (Root(first[i]), Root(second[i]));
            (int to, int from) = (Math.Min(a, b), Math.Max(a, b));
            _parent[from] = to;
            _fixed[to] |= _fixed[from];
            _limit[to] = MathF.Min(_limit[to], _limit[from]);
        }
    }

    /// <summary>Binds classes to the factor 1.</summary>
    public void Fix(int[] classes)
    {
        foreach (int of in classes)
        {
            _fixed[Root(of)] = true;
        }
    }

    /// <summary>Says that the channels are cut off at <paramref name="limit"/>.</summary>
    public void Limit(int[] classes, float limit)
    {
        foreach (int of in classes)
        {
            int root = Root(of);
            _limit[root] = MathF.Min(_limit[root], limit);
        }
    }

    public bool IsFixed(int of) => _fixed[Root(of)];

    /// <summary>The least upper limit of a Clip that the channels go through; infinite where there is none.</summary>
    public float LimitOf(int of) => _limit[Root(of)];
}
