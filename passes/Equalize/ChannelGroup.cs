using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Quantization;

namespace Qcc.Passes.Equalize;

/// <summary>
/// Values whose channels can be divided by positive factors without changing the function: layers and normalizations make them and take
/// the factors into their output channels, layers with weights read them and take the factors into their input channels, and every operator
/// between carries them (<see cref="ChannelGrowth"/>). Channels that must take the same factor are one class: parts of a Concat or Split keep
/// their own, the heads that share one of grouped attention have one in common.
/// </summary>
public sealed class ChannelGroup
{
    readonly Dictionary<Value, ChannelView> _views = [];
    readonly List<Value> _values = [];
    readonly List<Node> _producers = [];
    readonly List<Use> _consumers = [];
    readonly bool[] _isFree;
    readonly float[] _limits;

    ChannelGroup(ChannelGrowth growth, IReadOnlyList<Value> reached)
    {
        var number = new Dictionary<int, int>();
        var roots = new List<int>();
        foreach (Value value in reached)
        {
            ChannelView view = growth.ViewOf(value);
            _views[value] = view with { Classes = [.. view.Classes.Select(c => growth.Classes.Root(c)).Select(root => number.TryGetValue(root, out int known) ? known : Number(root))] };
            if (view.Axes.Length == 1)
            {
                _values.Add(value);
            }
            if (value.Producer is { } producer && (LinearLayer.Is(producer) ? LinearLayer.Makes(producer, value, view) : ChannelParameters.Of(producer, value.TensorType!.Rank!.Value, view) is [_, ..]))
            {
                _producers.Add(producer);
            }
            _consumers.AddRange(value.Uses.Where(u => u.Index == 0 && LinearLayer.Is(u.Node) && LinearLayer.Reads(u.Node, value, view)));
        }
        int Number(int root)
        {
            number.Add(root, roots.Count);
            roots.Add(root);
            return roots.Count - 1;
        }
        _isFree = [.. roots.Select(r => !growth.Classes.IsFixed(r))];
        _limits = [.. roots.Select(growth.Classes.LimitOf)];
    }

    /// <summary>The values whose channels are one axis, in the order in which they were reached.</summary>
    public IReadOnlyList<Value> Values => _values;

    /// <summary>Values that hold the channels along more axes (heads): what layers make or read, in other places.</summary>
    public IEnumerable<Value> MovedValues => _views.Where(v => v.Value.Axes.Length > 1).Select(v => v.Key);

    /// <summary>Nodes whose constants take the reciprocal factors: layers, normalizations, tables, and what multiplies by or adds a vector.</summary>
    public IReadOnlyList<Node> Producers => _producers;

    /// <summary>Layers that read a value of the group.</summary>
    public IReadOnlyList<Use> Consumers => _consumers;

    /// <summary>Number of classes: factors that the group can take.</summary>
    public int Classes => _isFree.Length;

    /// <summary>Whether a class can have another factor than 1.</summary>
    public bool IsFree(int of) => _isFree[of];

    /// <summary>The least upper limit of a Clip that the class goes through; infinite where there is none.</summary>
    public float LimitOf(int of) => _limits[of];

    /// <summary>Whether a Clip cuts off some channel.</summary>
    public bool IsLimited => _limits.Any(float.IsFinite);

    /// <summary>Whether every consumer is a depthwise convolution, whose per-channel weights take any factor without loss.</summary>
    public bool IsReadByDepthwiseOnly => _consumers.All(u => ConvolutionOperators.IsDepthwise(u.Node));

    /// <summary>The axis of the channels of one of <see cref="Values"/>.</summary>
    public int AxisOf(Value value) => _views[value].Axes[0];

    /// <summary>The class of each channel of one of <see cref="Values"/>.</summary>
    public int[] ClassesOf(Value value) => _views[value].Classes;

    /// <summary>The factor of each channel of one of <see cref="Values"/>.</summary>
    /// <param name="factors">One per class.</param>
    public float[] FactorsOf(Value value, float[] factors) => [.. _views[value].Classes.Select(c => factors[c])];

    /// <summary>All groups of a graph in which some factor is free, in its order.</summary>
    public static IReadOnlyList<ChannelGroup> In(Graph graph)
    {
        var growth = new ChannelGrowth(graph);
        var groups = new List<ChannelGroup>();
        foreach (Node node in graph.Nodes)
        {
            bool isLayer = LinearLayer.Is(node);
            if ((isLayer || ChannelParameters.CanScaleResult(node)) && node.FirstOutput?.TensorType?.Rank is { } rank and >= 2
                && growth.From(node.Output, isLayer ? LinearLayer.ChannelAxis(node, rank) : ChannelParameters.ResultAxis(node, rank)) is [_, ..] reached)
            {
                var group = new ChannelGroup(growth, reached);
                if (group._consumers.Count > 0 && group._isFree.Contains(true))
                {
                    groups.Add(group);
                }
            }
        }
        return groups;
    }

    /// <summary>The axis along which statistics of a value are kept: that of its group, or what its readers suggest.</summary>
    public static Func<Value, int> AxisIn(Graph graph)
    {
        var grouped = In(graph).SelectMany(g => g.Values.Select(v => (v, Axis: g.AxisOf(v)))).ToDictionary(p => p.v, p => p.Axis);
        return value => grouped.TryGetValue(value, out int axis) ? axis : ChannelAxis.Of(value);
    }

    /// <summary>Gives the group its factors: constants of what makes its values are divided, weights of what reads them multiplied.</summary>
    /// <param name="factors">One per class; 1 where it is not free.</param>
    internal void Scale(float[] factors)
    {
        foreach (Node producer in _producers)
        {
            Value result = producer.Output;
            float[] inverse = [.. FactorsOf(result, factors).Select(f => 1 / f)];
            if (inverse.All(f => f == 1))
            {
                continue;
            }
            if (LinearLayer.Is(producer))
            {
                LinearLayer.MultiplyOutputs(producer, inverse);
                continue;
            }
            int rank = result.TensorType!.Rank!.Value;
            foreach (int input in ChannelParameters.Of(producer, rank, _views[result]))
            {
                LinearLayer.SetConstant(producer, input, producer.Constant(input)!.ScaleChannels(inverse, ChannelParameters.AxisOf(producer, input, rank, _views[result])!.Value));
            }
        }
        foreach (Use consumer in _consumers)
        {
            float[] own = FactorsOf(consumer.Node.Inputs[0]!, factors);
            if (own.Any(f => f != 1))
            {
                LinearLayer.MultiplyInputs(consumer.Node, own);
            }
        }
    }
}
