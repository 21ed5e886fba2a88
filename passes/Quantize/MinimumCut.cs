namespace Qcc.Passes.Quantize;

/// <summary>
/// Cheapest assignment of nodes to two sides, given what each side costs a node and what each edge costs that leaves the first
/// side for the second: a minimum s-t cut, found by Dinic's algorithm (augmenting along level graphs), which is exact.
/// </summary>
public sealed class MinimumCut
{
    const int Source = 0, Sink = 1;

    readonly List<Arc> _arcs = [];
    readonly List<List<int>> _leaving = [[], []];

    sealed class Arc(int to, double capacity)
    {
        public int To { get; } = to;
        public double Capacity { get; set; } = capacity;
    }

    /// <summary>Adds a node and returns its number.</summary>
    public int AddNode()
    {
        _leaving.Add([]);
        return _leaving.Count - 1;
    }

    /// <summary>What it costs to have the node on the first and on the second side; infinite where it cannot be there.</summary>
    public void AddCosts(int node, double onFirst, double onSecond)
    {
        AddArc(Source, node, onSecond);
        AddArc(node, Sink, onFirst);
    }

    /// <summary>What it costs to have <paramref name="from"/> on the first side and <paramref name="to"/> on the second.</summary>
    public void AddEdge(int from, int to, double cost) => AddArc(from, to, cost);

    /// <summary>What the cheapest assignment costs, once it is found.</summary>
    public double Cost { get; private set; }

    /// <summary>Which nodes are on the first side in the cheapest assignment.</summary>
    public bool[] Solve()
    {
        while (Levels() is { } levels && levels[Sink] >= 0)
        {
            var next = new int[_leaving.Count];
            for (double flow = Augment(levels, next); flow > 0; flow = Augment(levels, next))
            {
                Cost += flow;
            }
        }
        return [.. Levels().Select(level => level >= 0)];
    }

    void AddArc(int from, int to, double capacity)
    {
        _leaving[from].Add(_arcs.Count);
        _arcs.Add(new Arc(to, capacity));
        _leaving[to].Add(_arcs.Count);
        _arcs.Add(new Arc(from, 0));
    }

    int[] Levels()
    {
        var level = new int[_leaving.Count];
        Array.Fill(level, -1);
        level[Source] = 0;
        var queue = new Queue<int>([Source]);
        while (queue.TryDequeue(out int node))
        {
            foreach (int arc in _leaving[node])
            {
                if (_arcs[arc].Capacity > 1e-9 && level[_arcs[arc].To] < 0)
                {
                    level[_arcs[arc].To] = level[node] + 1;
                    queue.Enqueue(_arcs[arc].To);
                }
            }
        }
        return level;
    }

    /// <summary>Pushes flow along one path of the level graph; an explicit path, since graphs are as deep as models.</summary>
    double Augment(int[] level, int[] next)
    {
        var path = new List<int>();
        int at = Source;
        while (at != Sink)
        {
            if (next[at] < _leaving[at].Count)
            {
                int arc = _leaving[at][next[at]];
                if (_arcs[arc].Capacity > 1e-9 && level[_arcs[arc].To] == level[at] + 1)
                {
                    path.Add(arc);
                    at = _arcs[arc].To;
                    continue;
                }
                next[at]++;
                continue;
            }
            if (path.Count == 0)
            {
                return 0;
            }
            at = _arcs[path[^1] ^ 1].To;
            path.RemoveAt(path.Count - 1);
            next[at]++;
        }
        double flow = path.Min(arc => _arcs[arc].Capacity);
        foreach (int arc in path)
        {
            _arcs[arc].Capacity -= flow;
            _arcs[arc ^ 1].Capacity += flow;
        }
        return flow;
    }
}
