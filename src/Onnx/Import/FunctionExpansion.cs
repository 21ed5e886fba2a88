using global::Onnx;
using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;

namespace Qcc.Onnx.Import;

/// <summary>
/// Counts, without expanding, the nodes that a model has once its local functions are written out in place of their calls.
/// </summary>
sealed class FunctionExpansion
{
    const long NodeBudget = 1_000_000;
    const int CallDepth = 100;

    readonly record struct Key(string Domain, string Name, string Overload);

    /// <summary>A function that is being counted: its calls, and the next of them to look at.</summary>
    sealed class Frame(Key key, Body body)
    {
        public Key Key { get; } = key;
        public Body Body { get; } = body;
        public int Next { get; set; }
        public long Nodes { get; set; } = body.Nodes;
    }

    /// <summary>The nodes of a graph and its subgraphs that call nothing, and the functions that the others call.</summary>
    sealed record Body(long Nodes, IReadOnlyList<Key> Calls);

    readonly Dictionary<Key, Body> _bodies = [];
    readonly Dictionary<Key, long> _counted = [];
    readonly ImportContext _context;

    FunctionExpansion(ImportContext context) => _context = context;

    /// <summary>Refuses recursive functions, calls deeper than 100 and expansions beyond 10^6 nodes.</summary>
    public static void Check(ModelProto model, ImportContext context)
    {
        if (model.Functions.Count == 0)
        {
            return;
        }
        var check = new FunctionExpansion(context);
        HashSet<Key> functions = [.. model.Functions.Select(f => new Key(Model.Normalize(f.Domain), f.Name, f.Overload))];
        foreach (FunctionProto function in model.Functions)
        {
            var key = new Key(Model.Normalize(function.Domain), function.Name, function.Overload);
            if (!check._bodies.TryAdd(key, BodyOf(function.Node, functions)))
            {
                throw context.Refuse(ImportDiagnostics.DuplicateName, (Escape.ForTerminal(function.Name), "two local functions have this domain, name and overload"));
            }
        }
        foreach (Key key in check._bodies.Keys.ToArray())
        {
            check.Count(key);
        }
        Body main = BodyOf(model.Graph.Node, functions);
        check.CheckBudget(main.Calls.Sum(c => Math.Min(check._counted[c], NodeBudget)));
    }

    void Count(Key root)
    {
        if (_counted.ContainsKey(root))
        {
            return;
        }
        var open = new Stack<Frame>([new Frame(root, _bodies[root])]);
        while (open.TryPeek(out Frame? frame))
        {
            if (frame.Next == frame.Body.Calls.Count)
            {
                CheckBudget(frame.Nodes);
                _counted[frame.Key] = frame.Nodes;
                open.Pop();
                continue;
            }
            Key call = frame.Body.Calls[frame.Next];
            if (_counted.TryGetValue(call, out long nodes))
            {
                frame.Nodes = Math.Min(frame.Nodes + nodes, NodeBudget + 1);
                frame.Next++;
                continue;
            }
            Enter(open, call);
        }
    }

    void Enter(Stack<Frame> open, Key call)
    {
        if (open.Any(f => f.Key == call))
        {
            IEnumerable<string> names = open.Reverse().SkipWhile(f => f.Key != call).Select(f => f.Key.Name).Append(call.Name);
            throw _context.Refuse(ImportDiagnostics.RecursiveFunction, Escape.ForTerminal(string.Join(" > ", names)));
        }
        if (open.Count >= CallDepth)
        {
            throw _context.Refuse(ImportDiagnostics.FunctionExpansion, $"calls nest more than {CallDepth} deep");
        }
        open.Push(new Frame(call, _bodies[call]));
    }

    void CheckBudget(long nodes)
    {
        if (nodes > NodeBudget)
        {
            throw _context.Refuse(ImportDiagnostics.FunctionExpansion, $"more than {NodeBudget} nodes");
        }
    }

    static Body BodyOf(IEnumerable<NodeProto> nodes, HashSet<Key> functions)
    {
        var calls = new List<Key>();
        long plain = 0;
        var pending = new Stack<NodeProto>(nodes);
        while (pending.TryPop(out NodeProto? node))
        {
            var key = new Key(Model.Normalize(node.Domain), node.OpType, node.Overload);
            if (functions.Contains(key))
            {
                calls.Add(key);
            }
            else
            {
                plain++;
            }
            foreach (AttributeProto attribute in node.Attribute)
            {
                foreach (NodeProto inner in (attribute.G?.Node ?? []).Concat(attribute.Graphs.SelectMany(g => g.Node)))
                {
                    pending.Push(inner);
                }
            }
        }
        return new Body(plain, calls);
    }
}
