using Qcc.Codegen.C.Text;
using Qcc.Core.Ir;
using Qcc.Core.Ops;

namespace Qcc.Codegen.C.Memory;

/// <summary>Where every value of a graph lies: in the arena, in a buffer of the caller, or in flash.</summary>
sealed class Placement
{
    readonly Views _views = new();
    readonly Dictionary<Value, int> _bufferOf = [];
    readonly Dictionary<Value, int> _outputOf = [];

    /// <summary>The layers in the order of the graph, those that move nothing left out.</summary>
    public IReadOnlyList<Step> Steps { get; }

    public ArenaPlan Arena { get; }

    /// <summary>What lies in the arena, in the order of <see cref="ArenaPlan.Offsets"/>: a value and what was put inside of it or in its place.</summary>
    public IReadOnlyList<(Value Root, Lifetime Life)> Buffers { get; }

    /// <summary>Indices of graph outputs that are copied at the end: their elements lie elsewhere.</summary>
    public IReadOnlyList<int> CopiedOutputs { get; }

    /// <summary>The placement with the smallest arena among those with and without Concats in place and results in the place of inputs.</summary>
    /// <param name="steps">All nodes, fused ones together.</param>
    /// <param name="inPlace">Inputs of a node over which its result may be written, element by element.</param>
    public static Placement Best(Graph graph, IReadOnlyList<Step> steps, Func<Node, IEnumerable<int>> inPlace) =>
        new[] { (true, true), (false, true), (true, false), (false, false) }
            .Select(choice => new Placement(graph, steps, choice.Item1, choice.Item2 ? inPlace : _ => [])).MinBy(p => p.Arena.Bytes)!;

    /// <summary>The layer whose result reaches highest in the arena, or null where nothing lies in it.</summary>
    public Step? Highest => Steps.Where(s => EndOf(s) > 0).MaxBy(EndOf);

    /// <summary>The byte of the arena behind the highest result of a layer; 0 where none lies in it.</summary>
    long EndOf(Step step) =>
        step.Results.Select(r => r!).Where(r => _bufferOf.ContainsKey(_views.Of(r).Root)).Select(r => OffsetOf(r) + Sizes.Bytes(r)).DefaultIfEmpty(0).Max();

    Placement(Graph graph, IReadOnlyList<Step> steps, bool joins, Func<Node, IEnumerable<int>> inPlace)
    {
        Steps = [.. steps.Where(s => !_views.Take(s.Node))];
        foreach (Step concat in Steps.Where(s => joins && s.Node.Operator == DataMovementOperators.Concat))
        {
            _views.Join(concat.Node);
        }
        CopiedOutputs = [.. Enumerable.Range(0, graph.Outputs.Count).Where(i => !TakeOutput(graph.Outputs[i], i))];
        Dictionary<Value, (int First, int Last)> lives = Lives(graph);
        for (int i = 0; i < Steps.Count; i++)
        {
            Overwrite(Steps[i], i, inPlace(Steps[i].Node), lives);
        }
        var buffers = new List<(Value Root, Lifetime Life)>();
        foreach ((Value root, (int first, int last)) in lives.Where(l => !_views.IsInside(l.Key)).OrderBy(l => l.Value.First).ThenBy(l => l.Key.Name, StringComparer.Ordinal))
        {
            if (!IsOutside(root))
            {
                _bufferOf[root] = buffers.Count;
                buffers.Add((root, new Lifetime(Sizes.Bytes(root), first, last)));
            }
        }
        Buffers = buffers;
        Arena = ArenaPlan.Of([.. buffers.Select(b => b.Life)]);
    }

    /// <summary>The caller's buffer that holds a value, or -1, and the bytes before it.</summary>
    public (int Output, long Offset) OutputOf(Value value)
    {
        (Value root, long offset) = _views.Of(value);
        return (_outputOf.GetValueOrDefault(root, -1), offset);
    }

    /// <summary>The input or constant that holds a value, or null, and the bytes before it.</summary>
    public (Value? Source, long Offset) SourceOf(Value value)
    {
        (Value root, long offset) = _views.Of(value);
        return (root.IsGraphInput || root.IsConstant ? root : null, offset);
    }

    /// <summary>The byte of the arena where a value begins.</summary>
    public long OffsetOf(Value value)
    {
        (Value root, long offset) = _views.Of(value);
        return Arena.Offsets[_bufferOf[root]] + offset;
    }

    /// <summary>Whether two values share memory at the same place, so that a Concat has nothing to move.</summary>
    public bool IsAt(Value part, Value around, long offset) => _views.Of(part) is var inner && _views.Of(around) is var outer
        && inner.Root == outer.Root && inner.Offset == outer.Offset + offset && _views.IsInside(part);

    bool IsOutside(Value root) => root.IsGraphInput || root.IsConstant || _outputOf.ContainsKey(root);

    /// <summary>Lets an output's root lie in the caller's buffer, where it is that buffer.</summary>
    bool TakeOutput(Value output, int index)
    {
        (Value root, long offset) = _views.Of(output);
        if (offset != 0 || IsOutside(root) || Sizes.Bytes(root) != Sizes.Bytes(output))
        {
            return false;
        }
        _outputOf[root] = index;
        return true;
    }

    /// <summary>First and last step of each root: from the first result inside of it to the last use of one.</summary>
    Dictionary<Value, (int First, int Last)> Lives(Graph graph)
    {
        var lives = new Dictionary<Value, (int First, int Last)>();
        for (int i = 0; i < Steps.Count; i++)
        {
            foreach (Value? value in Steps[i].Node.Inputs.Concat(Steps[i].Results))
            {
                if (value is { IsConstant: false })
                {
                    Touch(lives, _views.Of(value).Root, i);
                }
            }
        }
        foreach (Value output in graph.Outputs)
        {
            Touch(lives, _views.Of(output).Root, Steps.Count);
        }
        return lives;
    }

    static void Touch(Dictionary<Value, (int First, int Last)> lives, Value root, int step) =>
        lives[root] = lives.TryGetValue(root, out (int First, int Last) known) ? (Math.Min(known.First, step), Math.Max(known.Last, step)) : (step, step);

    /// <summary>Lets the result of a step take the place of an input that nobody reads later.</summary>
    void Overwrite(Step step, int at, IEnumerable<int> inputs, Dictionary<Value, (int First, int Last)> lives)
    {
        if (step.Requantize is not null || step.Results[0] is not { } y || _views.IsInside(y) || IsOutside(y))
        {
            return;
        }
        foreach (int input in inputs)
        {
            Value x = step.Node.Input(input)!;
            (Value root, _) = _views.Of(x);
            int width = y.TensorType!.Element.Width();
            // Only bytes may be written where elements of another type are read: compilers may reorder the rest.
            if (!x.IsConstant && !IsOutside(root) && lives[root].Last == at && Sizes.Count(x) == Sizes.Count(y) && (width == x.TensorType!.Element.Width() || width == 1)
                && step.Node.Inputs.All(v => v is null || v == x || v.IsConstant || _views.Of(v).Root != root))
            {
                _views.Put(y, x, 0);
                lives[root] = (lives[root].First, Math.Max(lives[root].Last, lives.TryGetValue(y, out (int First, int Last) own) ? own.Last : at));
                lives.Remove(y);
                return;
            }
        }
    }
}
