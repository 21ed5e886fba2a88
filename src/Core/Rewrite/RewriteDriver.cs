using System.Globalization;
using Qcc.Core.Ir;

namespace Qcc.Core.Rewrite;

/// <summary>
/// Applies one rule to a graph and its subgraphs until nothing matches. Nodes are visited in their order; after a change only
/// the new nodes and those that read from around the change are visited again. The number of changes is limited.
/// </summary>
sealed class RewriteDriver(RewriteRule rule, PassContext context)
{
    readonly Queue<Node> _queue = new();
    readonly HashSet<Node> _queued = [];
    readonly HashSet<Node> _erased = [];
    readonly int _depth = rule.Before.Depth;
    readonly HashSet<(Node, string)> _declined = [];
    long _budget;

    public bool Apply(Graph graph)
    {
        bool changed = false;
        var pending = new Stack<Graph>([graph]);
        while (pending.TryPop(out Graph? next))
        {
            changed |= ApplyHere(next);
            foreach (Graph subgraph in next.Nodes.SelectMany(n => n.Subgraphs).Reverse())
            {
                pending.Push(subgraph);
            }
        }
        return changed;
    }

    bool ApplyHere(Graph graph)
    {
        // A rule that shrinks the graph needs at most one step a node; rules that exchange nodes may need a few more.
        _budget = 1000 + 10L * graph.Nodes.Count;
        bool changed = false;
        foreach (Node node in graph.Nodes)
        {
            Enqueue(node);
        }
        while (_queue.TryDequeue(out Node? node))
        {
            _queued.Remove(node);
            context.Cancellation.ThrowIfCancellationRequested();
            if (_erased.Contains(node) || Accepted(node) is not { } match)
            {
                continue;
            }
            if (_budget-- == 0)
            {
                context.Declined(rule.Name, node.Output, string.Create(CultureInfo.InvariantCulture, $"stopped: more than {1000 + 10L * graph.Nodes.Count} changes in one graph"));
                _queue.Clear();
                _queued.Clear();
                break;
            }
            Replace(match);
            changed = true;
        }
        return changed;
    }

    /// <summary>The first way to match that the guard accepts; refusals are noted once a node and reason.</summary>
    Match? Accepted(Node node)
    {
        if (node.Outputs is not [{ } output, ..])
        {
            return null;
        }
        string? reason = null;
        foreach (Match match in Matcher.AllMatches(rule.Before, node))
        {
            string? declined = rule.Guard(match);
            if (declined is null)
            {
                return match;
            }
            reason ??= declined.Length > 0 ? declined : null;
        }
        if (reason is not null && _declined.Add((node, reason)))
        {
            context.Declined(rule.Name, output, reason);
        }
        return null;
    }

    void Replace(Match match)
    {
        Node root = match.Root;
        Value old = root.Output;
        context.Step(rule.Name, old);
        var rewriter = new Rewriter(root, context);
        Value replacement = rule.After(match, rewriter);
        Value[] around = [.. match.Nodes.SelectMany(Graph.ReadBy)];
        if (replacement.Producer is { } producer)
        {
            replacement.Type = old.TensorType is { } type && replacement.TensorType is { } found ? Ops.Shape.Refined(found, type) : replacement.Type ?? old.Type;
            if (rewriter.Added.Contains(producer))
            {
                InheritNames(match, rewriter.Continues, producer, replacement);
            }
        }
        root.Graph.ReplaceAllUses(old, replacement);
        _erased.UnionWith(DeadCode.Sweep([old, .. rewriter.Added.SelectMany(n => n.Outputs).OfType<Value>(), .. around]));
        foreach ((Value renewed, Value source) in rewriter.Renewed)
        {
            renewed.TakeNameOf(source);
        }
        foreach (Node node in rewriter.Added.Where(n => !_erased.Contains(n)))
        {
            Enqueue(node);
        }
        EnqueueReaders([replacement, .. around]);
    }

    /// <summary>
    /// The replacement is called like the node that it continues: the rule's choice, or the matched node of the same operator (a folded
    /// Conv stays that Conv); else like the root. Its value takes the replaced one's name.
    /// </summary>
    static void InheritNames(Match match, Node? continued, Node producer, Value replacement)
    {
        continued ??= match.Nodes.FirstOrDefault(n => n.Operator == producer.Operator);
        Node source = continued ?? match.Root;
        producer.Name = source.Name;
        if (continued is not null)
        {
            producer.Origin = source.Origin;
        }
        if (!match.Root.Output.IsGraphOutput)
        {
            replacement.SwapNameWith(match.Root.Output);
        }
    }

    /// <summary>A match may begin as many nodes downstream as the pattern is deep.</summary>
    void EnqueueReaders(IEnumerable<Value> values)
    {
        List<Value> level = [.. values];
        for (int depth = 0; depth < _depth && level.Count > 0; depth++)
        {
            var next = new List<Value>();
            foreach (Node reader in level.SelectMany(v => v.Uses).Select(u => u.Node))
            {
                if (Enqueue(reader))
                {
                    next.AddRange(reader.Outputs.OfType<Value>());
                }
            }
            level = next;
        }
    }

    bool Enqueue(Node node)
    {
        if (_erased.Contains(node) || !_queued.Add(node))
        {
            return false;
        }
        _queue.Enqueue(node);
        return true;
    }
}
