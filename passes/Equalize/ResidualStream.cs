using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Quantization;

namespace Qcc.Passes.Equalize;

/// <summary>
/// The values that a network adds to and normalizes copies of: all that additions tie together, with the constants that write it, the layers that read it, and
/// the normalizations whose results layers alone read. All of that is linear in the channels, so a rotation can go through.
/// </summary>
sealed class ResidualStream
{
    readonly Graph _graph;
    readonly Dictionary<Value, int> _axes = [];
    readonly Stack<Value> _pending = new();
    readonly List<Constant> _written = [], _read = [];
    readonly List<Normalization> _normalizations = [];

    ResidualStream(Graph graph, int width) => (_graph, Width) = (graph, width);

    /// <summary>A constant operand of a node, and the axis of it that meets the channels.</summary>
    public sealed record Constant(Node Node, int Input, int Axis);

    /// <summary>A normalization of the stream over its channels, and the layers that read it.</summary>
    public sealed record Normalization(Node Node, IReadOnlyList<Constant> Readers)
    {
        /// <summary>Whether the biases of all readers can take what its shift gives them.</summary>
        public bool BiasesTakeShift => Readers.All(r => !LinearLayer.IsConvolution(r.Node) && BiasSlot.Of(r.Node) is not null);

        public bool SubtractsMeans => Node.Operator == NormalizationOperators.LayerNormalization;
    }

    /// <summary>Channels.</summary>
    public int Width { get; }

    /// <summary>The first value that was found.</summary>
    public required Value Start { get; init; }

    /// <summary>Constants whose channels become part of the stream: weights and biases of layers, tables, what is added.</summary>
    public IReadOnlyList<Constant> Written => _written;

    /// <summary>Weights of layers that read the stream itself.</summary>
    public IReadOnlyList<Constant> Read => _read;

    public IReadOnlyList<Normalization> Normalizations => _normalizations;

    /// <summary>Why nothing can go through; null where all is known and linear.</summary>
    public string? Declined { get; private set; }

    /// <summary>The streams of a graph, in its order, those that decline included.</summary>
    public static IReadOnlyList<ResidualStream> In(Graph graph)
    {
        var streams = new List<ResidualStream>();
        var seen = new HashSet<Value>();
        foreach (Node node in graph.Nodes.Where(IsNormalization))
        {
            if (node.Inputs[0] is { Initializer: null, TensorType: { Rank: { } rank } type } input && !seen.Contains(input) && type.Size(rank - 1) is > 1 and < 1 << 20 and { } width)
            {
                var stream = new ResidualStream(graph, (int)width) { Start = input };
                stream.Grow(input, rank - 1);
                seen.UnionWith(stream._axes.Keys);
                streams.Add(stream);
            }
        }
        return streams;
    }

    static bool IsNormalization(Node node) => node.Operator == NormalizationOperators.LayerNormalization || node.Operator == NormalizationOperators.RMSNormalization
        || node.Operator == ContribOperators.SimplifiedLayerNormalization;

    void Grow(Value start, int axis)
    {
        Give(start, axis);
        while (Declined is null && _pending.TryPop(out Value? value))
        {
            if (value.IsGraphOutput)
            {
                Declined = $"{value} is an output of the graph";
                return;
            }
            TakeProducer(value, _axes[value]);
            foreach (Use use in value.Uses)
            {
                TakeUse(use, value, _axes[value]);
            }
        }
    }

    void TakeProducer(Value value, int axis)
    {
        int rank = value.TensorType!.Rank!.Value;
        if (value.Producer is not { } node || !ReferenceEquals(node.Graph, _graph))
        {
            Declined ??= $"{value} is an input";
        }
        else if (IsSum(node))
        {
            for (int i = 0; i < node.Inputs.Count; i++)
            {
                TakePart(node, i, axis - rank + (node.Inputs[i]!.TensorType?.Rank ?? node.Inputs[i]!.Initializer?.Rank ?? 0));
            }
        }
        else if (node.Operator == DataMovementOperators.Concat && node.Int("axis", 0) is var along && (along < 0 ? along + rank : along) != axis)
        {
            for (int i = 0; i < node.Inputs.Count; i++)
            {
                TakePart(node, i, axis);
            }
        }
        else if (LinearLayer.Is(node) && LinearLayer.ChannelAxis(node, rank) == axis)
        {
            _written.Add(new(node, 1, LinearLayer.OutputAxis(node)));
            if (node.Input(2) is not null)
            {
                _written.Add(new(node, 2, 0));
            }
        }
        else if ((node.Operator == DataMovementOperators.Gather && node.Int("axis", 0) == 0 && node.Constant(0) is { Rank: > 1 }) || node.Operator == DataMovementOperators.Expand)
        {
            TakePart(node, 0, axis - rank + (node.Constant(0)?.Rank ?? node.Inputs[0]!.TensorType?.Rank ?? 0));
        }
        else if (ChannelPath.Back(node, axis) is { } source && source.Value.Initializer is null)
        {
            Give(source.Value, source.Axis);
        }
        else
        {
            Declined ??= $"{node.Operator} writes {value}";
        }
    }

    /// <summary>An operand that has the channels along an axis.</summary>
    void TakePart(Node node, int input, int axis)
    {
        Value part = node.Inputs[input]!;
        if (part.Initializer is null)
        {
            Give(part, axis);
        }
        else if (part.Constant is { Element: ElementType.F32 } constant && axis >= 0 && constant.Shape[axis] == Width)
        {
            _written.Add(new(node, input, axis));
        }
        else
        {
            Declined ??= $"{part} is added to all channels alike";
        }
    }

    void TakeUse(Use use, Value value, int axis)
    {
        Node node = use.Node;
        int rank = value.TensorType!.Rank!.Value;
        if (!ReferenceEquals(node.Graph, _graph))
        {
            Declined ??= $"a subgraph reads {value}";
        }
        else if (IsSum(node))
        {
            Give(node.Output, axis - rank + (node.Output.TensorType?.Rank ?? 0));
        }
        else if (node.Operator == DataMovementOperators.Concat && node.Int("axis", 0) is var along && (along < 0 ? along + rank : along) != axis)
        {
            Give(node.Output, axis);
        }
        else if (IsNormalization(node) && use.Index == 0)
        {
            TakeNormalization(node, axis, rank);
        }
        else if (LinearLayer.Is(node) && use.Index == 0 && Reads(node, axis, rank))
        {
            _read.Add(new(node, 1, 1 - LinearLayer.OutputAxis(node)));
        }
        else if (ChannelPath.Forward(use, axis) is { } moved)
        {
            Give(moved.Value, moved.Axis);
        }
        else if (node.Operator != ConstantOperators.Shape)
        {
            Declined ??= $"{node.Operator} reads {value}";
        }
    }

    void TakeNormalization(Node node, int axis, int rank)
    {
        long over = node.Int("axis", -1);
        bool isPlain = axis == rank - 1 && (over < 0 ? over + rank : over) == axis && IsVector(node.Constant(1)) && (node.Input(2) is null || IsVector(node.Constant(2)))
            && node.Outputs.Skip(1).All(o => o is not { IsUsed: true });
        var readers = new List<Constant>();
        if (!isPlain || !Follow(node.Output, axis, readers))
        {
            Declined ??= $"{node.Output} is read by more than layers, or is scaled by more than a vector";
            return;
        }
        var normalization = new Normalization(node, readers);
        if (!normalization.BiasesTakeShift && HasShiftWithoutScale(node))
        {
            Declined ??= $"{node.Output} has a shift where its scale is 0, which only biases could take";
            return;
        }
        _normalizations.Add(normalization);
    }

    static bool HasShiftWithoutScale(Node node)
    {
        float[] scale = [.. node.Constant(1)!.Floats];
        return node.Constant(2) is { } shift && shift.Floats.ToArray().Zip(scale).Any(pair => pair.First != 0 && pair.Second == 0);
    }

    bool IsVector(Tensor? constant) => constant is { Element: ElementType.F32, Rank: 1 } && constant.Count == Width;

    /// <summary>Collects the layers that read a value, also behind movements; false where anything else does.</summary>
    bool Follow(Value value, int axis, List<Constant> readers)
    {
        if (value.IsGraphOutput)
        {
            return false;
        }
        foreach (Use use in value.Uses)
        {
            bool follows = ReferenceEquals(use.Node.Graph, _graph);
            if (follows && use.Index == 0 && LinearLayer.Is(use.Node) && Reads(use.Node, axis, value.TensorType!.Rank!.Value))
            {
                readers.Add(new(use.Node, 1, 1 - LinearLayer.OutputAxis(use.Node)));
                continue;
            }
            follows = follows && (use.Node.Operator == ConstantOperators.Shape || (ChannelPath.Forward(use, axis) is { } moved && Follow(moved.Value, moved.Axis, readers)));
            if (!follows)
            {
                return false;
            }
        }
        return true;
    }

    bool Reads(Node layer, int axis, int rank) => LinearLayer.ChannelAxis(layer, rank) == axis && layer.Int("group", 1) == 1 && LinearLayer.Inputs(layer) == Width;

    static bool IsSum(Node node) => (node.Operator == ElementwiseOperators.Add || node.Operator == ElementwiseOperators.Sum) && node.Inputs.All(i => i is not null);

    void Give(Value value, int axis)
    {
        if (axis < 0 || value.TensorType?.Size(axis) != Width || !ReferenceEquals(value.Graph, _graph) || (_axes.TryGetValue(value, out int known) && known != axis))
        {
            Declined ??= $"{value} has its channels elsewhere";
        }
        else if (_axes.TryAdd(value, axis))
        {
            _pending.Push(value);
        }
    }
}
