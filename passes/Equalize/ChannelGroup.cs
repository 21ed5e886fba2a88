using Qcc.Core.Ir;
using Qcc.Core.Ops;

namespace Qcc.Passes.Equalize;

/// <summary>
/// Values whose channels (axis 1) can be divided by one vector of positive factors without changing the function: convolutions and
/// matrix products make them and take the factors into their output channels, others read them and take the factors into
/// their input channels, and every operator between commutes with a positive scale (docs/algorithms.md, rewrite safety).
/// </summary>
public sealed class ChannelGroup
{
    readonly List<Value> _values = [];
    readonly List<Node> _producers = [];
    readonly List<Use> _consumers = [];

    /// <summary>The values that the factors divide.</summary>
    public IReadOnlyList<Value> Values => _values;

    /// <summary>Nodes that make a value of the group from others.</summary>
    public IReadOnlyList<Node> Producers => _producers;

    /// <summary>Nodes that read a value of the group and make others.</summary>
    public IReadOnlyList<Use> Consumers => _consumers;

    public int Channels { get; private init; }

    /// <summary>The least upper limit of a Clip inside the group; infinite where there is none.</summary>
    public float Limit { get; private set; } = float.PositiveInfinity;

    /// <summary>Whether every consumer is a depthwise convolution, whose per-channel weights take any factor without loss.</summary>
    public bool IsReadByDepthwiseOnly => _consumers.All(u => IsDepthwise(u.Node));

    /// <summary>All groups of a graph, in its order.</summary>
    public static IReadOnlyList<ChannelGroup> In(Graph graph)
    {
        var seen = new HashSet<Value>();
        var groups = new List<ChannelGroup>();
        foreach (Node node in graph.Nodes.Where(n => IsLinear(n) && n.FirstOutput is not null))
        {
            if (!seen.Contains(node.Output) && Grow(node.Output, seen) is { } group)
            {
                groups.Add(group);
            }
        }
        return groups;
    }

    /// <summary>The group around a value, or null where something in it cannot take factors.</summary>
    static ChannelGroup? Grow(Value start, HashSet<Value> seen)
    {
        int? channels = ChannelsOf(start);
        var group = new ChannelGroup { Channels = channels ?? 0 };
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
            valid &= !value.IsGraphOutput && ChannelsOf(value) == channels && value.TensorType!.Rank == start.TensorType!.Rank && group.TakeProducer(value, pending);
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
            return true;
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
            return InputChannels(use.Node) == Channels;
        }
        return Through(use.Node, pending);
    }

    /// <summary>Puts all values that an operator ties together on the list, or says that it does not commute.</summary>
    bool Through(Node node, Stack<Value> pending)
    {
        IEnumerable<Value?> tied = TiedInputs(node);
        if (UpperLimit(node) is { } limit)
        {
            Limit = MathF.Min(Limit, limit);
            tied = node.Inputs.Take(1);
        }
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
        return tied.Any();
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
            || (node.Operator == MatrixOperators.Gemm && weight.Rank == 2 && node.Int("transA", 0) == 0 && node.Float("beta", 1) == 1 && node.Float("alpha", 1) == 1))
        && (node.Input(2) is null || (node.Constant(2) is { Element: ElementType.F32, Rank: 1 } bias && bias.Count == OutputChannels(node)));

    static bool IsDepthwise(Node node) => node.Operator == ConvolutionOperators.Conv && node.Int("group", 1) > 1 && node.Constant(1)!.Shape[1] == 1;

    static int? ChannelsOf(Value value) => value.TensorType is { Rank: >= 2 } type ? (int?)type.Size(1) : null;

    static long OutputChannels(Node node) => node.Constant(1)!.Shape[node.Operator == ConvolutionOperators.Conv || node.Int("transB", 0) != 0 ? 0 : 1];

    static long InputChannels(Node node)
    {
        Tensor weight = node.Constant(1)!;
        return node.Operator == ConvolutionOperators.Conv ? weight.Shape[1] * node.Int("group", 1) : weight.Shape[node.Int("transB", 0) == 0 ? 0 : 1];
    }
}
