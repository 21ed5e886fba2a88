using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Quantization;

namespace Qcc.Passes.Equalize;

/// <summary>
/// Values whose channels can be divided by one vector of positive factors without changing the function: convolutions, matrix products
/// and normalizations make them and take the factors into their output channels, layers with weights read them and take the factors
/// into their input channels, and every operator between commutes with a positive scale (docs/algorithms.md, rewrite safety).
/// Channels are axis 1 of what convolutions make and read, the last axis of what matrix products do.
/// </summary>
public sealed class ChannelGroup
{
    readonly List<Value> _values = [];
    readonly List<Node> _producers = [];
    readonly List<Use> _consumers = [];
    readonly int _rank;

    ChannelGroup(int axis, int rank, int channels) => (Axis, _rank, Channels) = (axis, rank, channels);

    /// <summary>The values that the factors divide.</summary>
    public IReadOnlyList<Value> Values => _values;

    /// <summary>Nodes whose constants take the reciprocal factors: layers, normalizations, and what multiplies by or adds a vector.</summary>
    public IReadOnlyList<Node> Producers => _producers;

    /// <summary>Nodes that read a value of the group and make others.</summary>
    public IReadOnlyList<Use> Consumers => _consumers;

    public int Channels { get; }

    /// <summary>The axis of the values that the channels are.</summary>
    public int Axis { get; }

    /// <summary>The least upper limit of a Clip inside the group; infinite where there is none.</summary>
    public float Limit { get; private set; } = float.PositiveInfinity;

    /// <summary>Whether every consumer is a depthwise convolution, whose per-channel weights take any factor without loss.</summary>
    public bool IsReadByDepthwiseOnly => _consumers.All(u => ConvolutionOperators.IsDepthwise(u.Node));

    /// <summary>All groups of a graph, in its order.</summary>
    public static IReadOnlyList<ChannelGroup> In(Graph graph)
    {
        var seen = new HashSet<Value>();
        var groups = new List<ChannelGroup>();
        foreach (Node node in graph.Nodes.Where(n => n.FirstOutput is not null && (IsLinear(n) || IsAffine(n))))
        {
            if (!seen.Contains(node.Output) && Grow(node.Output, seen) is { } group)
            {
                groups.Add(group);
            }
        }
        return groups;
    }

    /// <summary>The axis along which statistics of a value are kept: that of its group, or what its readers suggest.</summary>
    public static Func<Value, int> AxisIn(Graph graph)
    {
        var grouped = In(graph).SelectMany(g => g.Values.Select(v => (v, g.Axis))).ToDictionary(p => p.v, p => p.Axis);
        return value => grouped.TryGetValue(value, out int axis) ? axis : ChannelAxis.Of(value);
    }

    /// <summary>The group around a value, or null where something in it cannot take factors.</summary>
    static ChannelGroup? Grow(Value start, HashSet<Value> seen)
    {
        if (start.TensorType is not { Rank: >= 2 } type)
        {
            return null;
        }
        int axis = start.Producer!.Operator == ConvolutionOperators.Conv ? 1 : type.Rank!.Value - 1;
        int? channels = (int?)type.Size(axis);
        var group = new ChannelGroup(axis, type.Rank!.Value, channels ?? 0);
        bool valid = channels > 1;
        var pending = new Stack<Value>([start]);
        while (pending.TryPop(out Value? value))
        {
            if (!seen.Add(value))
            {
                // A value of another group: an operator would have to serve two vectors of factors.
                valid &= group._values.Contains(value);
                continue;
            }
            group._values.Add(value);
            valid &= !value.IsGraphOutput && value.TensorType is { } t && t.Rank == group._rank && t.Size(axis) == channels && group.TakeProducer(value, pending);
            foreach (Use use in value.Uses)
            {
                valid &= group.TakeUse(value, use, pending);
            }
        }
        return valid && group._consumers.Count > 0 ? group : null;
    }

    bool TakeProducer(Value value, Stack<Value> pending)
    {
        if (value.Producer is not { } producer || !ReferenceEquals(producer.Graph, value.Graph))
        {
            return false;
        }
        if (IsLinear(producer))
        {
            _producers.Add(producer);
            return ChannelAxisOf(producer) == Axis;
        }
        if (Parameters(producer) is [_, ..] && ReferenceEquals(producer.Outputs[0], value))
        {
            _producers.Add(producer);
            return producer.Operator != ElementwiseOperators.Add || Follow(producer.Inputs.Where(i => i!.Initializer is null), producer, pending);
        }
        return Through(producer, pending);
    }

    bool TakeUse(Value value, Use use, Stack<Value> pending)
    {
        if (!ReferenceEquals(use.Node.Graph, value.Graph))
        {
            return false;
        }
        if (IsLinear(use.Node) && use.Index == 0)
        {
            _consumers.Add(use);
            return ChannelAxisOf(use.Node) == Axis && InputChannels(use.Node) == Channels;
        }
        if (use.Node.Operator == ElementwiseOperators.Mul)
        {
            return ReferenceEquals(Carrier(use.Node), value) && Follow([value], use.Node, pending);
        }
        if (use.Node.Operator == ElementwiseOperators.Add && Parameters(use.Node) is [_, ..])
        {
            // Its producer side puts it on the list.
            return Follow([], use.Node, pending);
        }
        return Through(use.Node, pending);
    }

    /// <summary>
    /// The inputs of a node that multiply its result, or are added to it, channel by channel: weights and biases of normalizations, the
    /// vector of a Mul or Add. Empty where there are none, or where one is no constant of the group's channels.
    /// </summary>
    internal IReadOnlyList<int> Parameters(Node node)
    {
        IReadOnlyList<int> inputs = node.Operator.AffineInputs.Count > 0 ? [.. node.Operator.AffineInputs.Where(i => node.Input(i) is not null)]
            : IsVectorOperation(node) ? [node.Inputs[0]!.Initializer is null ? 1 : 0]
            : [];
        return inputs.All(i => ParameterAxis(node, i) is not null) ? inputs : [];
    }

    /// <summary>The axis of a constant that meets the channels, all its other axes having one element; null where there is none.</summary>
    internal int? ParameterAxis(Node node, int input)
    {
        if (node.Constant(input) is not { Element: ElementType.F32 } constant || constant.Count != Channels)
        {
            return null;
        }
        int axis = constant.Rank - (_rank - Axis);
        return axis >= 0 && constant.Rank <= _rank && constant.Shape[axis] == Channels ? axis : null;
    }

    /// <summary>
    /// The operand of a Mul that carries the factors: the activation beside a constant, or of two activations the one that a layer makes
    /// for this node alone (the linear branch of a gated unit); null where there is none.
    /// </summary>
    static Value? Carrier(Node node)
    {
        Value[] activations = [.. node.Inputs.OfType<Value>().Where(v => v.Initializer is null)];
        return activations.Length == 2 && !ReferenceEquals(activations[0], activations[1])
            ? activations.FirstOrDefault(v => v.IsUsedOnce && v.Producer is { } p && ReferenceEquals(p.Graph, node.Graph) && IsLinear(p))
            : null;
    }

    static bool IsVectorOperation(Node node) => (node.Operator == ElementwiseOperators.Mul || node.Operator == ElementwiseOperators.Add)
        && node.Inputs is [{ } a, { } b] && (a.Initializer is null) != (b.Initializer is null);

    /// <summary>Whether the node may multiply its result by a vector that can take factors.</summary>
    static bool IsAffine(Node node) => node.Operator.AffineInputs.Count > 0 || (node.Operator == ElementwiseOperators.Mul && IsVectorOperation(node));

    /// <summary>Puts all values that an operator ties together on the list, or says that it does not commute.</summary>
    bool Through(Node node, Stack<Value> pending)
    {
        IEnumerable<Value?> tied = TiedInputs(node);
        if (UpperLimit(node) is { } limit)
        {
            Limit = MathF.Min(Limit, limit);
            tied = node.Inputs.Take(1);
        }
        if (node.Operator == ElementwiseOperators.Mul && Carrier(node) is { } carrier)
        {
            tied = [carrier];
        }
        return tied.Any() && (Axis == 1 || !PoolingOperators.All.Contains(node.Operator)) && Follow(tied, node, pending);
    }

    /// <summary>Puts the result of a node and the inputs that are scaled with it on the list.</summary>
    bool Follow(IEnumerable<Value?> tied, Node node, Stack<Value> pending)
    {
        if (node.Outputs.Count(o => o is not null) != 1 || tied.Any(i => i is null || i.Initializer is not null))
        {
            return false;
        }
        foreach (Value? value in tied.Append(node.Output))
        {
            if (!_values.Contains(value!) && !pending.Contains(value!))
            {
                pending.Push(value!);
            }
        }
        return true;
    }

    /// <summary>The inputs that carry the factors through: the data, not a slope or a ratio; none where the operator does not commute.</summary>
    static IEnumerable<Value?> TiedInputs(Node node) =>
        !node.Operator.Commutes.HasFlag(Commutes.WithPositiveScale) ? []
        : node.Operator == ActivationOperators.PRelu || node.Operator == DataMovementOperators.Dropout ? node.Inputs.Take(1)
        : node.Inputs;

    /// <summary>The limit of Clip(0, limit), which commutes with factors as long as no channel grows beyond it; else null.</summary>
    static float? UpperLimit(Node node) =>
        node.Operator == ElementwiseOperators.Clip && node.Constant(1) is { Element: ElementType.F32 } low && low.Floats[0] == 0
        && node.Constant(2) is { Element: ElementType.F32 } high && high.Floats[0] > 0 ? high.Floats[0] : null;

    /// <summary>Whether the node's constant weights can take factors on either side.</summary>
    static bool IsLinear(Node node) => node.Constant(1) is { Element: ElementType.F32 } weight
        && ((node.Operator == ConvolutionOperators.Conv && weight.Rank >= 3)
            || (node.Operator == MatrixOperators.MatMul && weight.Rank == 2)
            || (node.Operator == MatrixOperators.Gemm && weight.Rank == 2 && node.Int("transA", 0) == 0 && node.Float("beta", 1) == 1 && node.Float("alpha", 1) == 1))
        && (node.Input(2) is null || (node.Constant(2) is { Element: ElementType.F32, Rank: 1 } bias && bias.Count == OutputChannels(node)));

    int ChannelAxisOf(Node linear) => linear.Operator == ConvolutionOperators.Conv ? 1 : _rank - 1;

    static long OutputChannels(Node node) => node.Constant(1)!.Shape[node.Operator == ConvolutionOperators.Conv || node.Int("transB", 0) != 0 ? 0 : 1];

    static long InputChannels(Node node)
    {
        Tensor weight = node.Constant(1)!;
        return node.Operator == ConvolutionOperators.Conv ? weight.Shape[1] * node.Int("group", 1) : weight.Shape[node.Int("transB", 0) == 0 ? 0 : 1];
    }
}
