using Qcc.Core.Ir;
using Qcc.Core.Ops;

namespace Qcc.Passes.Equalize;

/// <summary>
/// Follows factors from a value through the operators that carry them, to the layers that take them in (docs/algorithms.md, rewrite
/// safety). Where one cannot go on, the channels in question are bound to the factor 1; others of the same value stay free.
/// </summary>
sealed class ChannelGrowth(Graph graph)
{
    readonly Dictionary<Value, ChannelView> _views = [];
    readonly Stack<Value> _pending = new();
    readonly List<Value> _reached = [];

    public ChannelClasses Classes { get; } = new();

    /// <summary>What is known of a value that was reached.</summary>
    public ChannelView ViewOf(Value value) => _views[value];

    /// <summary>All values that factors of a layer's result are tied to, in the order in which they were found; empty if another start has reached it.</summary>
    public IReadOnlyList<Value> From(Value start, int axis)
    {
        _reached.Clear();
        if (_views.ContainsKey(start) || start.TensorType?.Size(axis) is not ({ } channels and > 1 and < int.MaxValue) || !Give(start, [axis], [(int)channels], Classes.Fresh((int)channels)))
        {
            return [];
        }
        while (_pending.TryPop(out Value? value))
        {
            ChannelView view = _views[value];
            bool carried = !value.IsGraphOutput && value.Producer is { } producer && ReferenceEquals(producer.Graph, graph) && Visit(producer, value, -1, view);
            foreach (Use use in value.Uses)
            {
                carried &= ReferenceEquals(use.Node.Graph, graph) && Visit(use.Node, value, use.Index, view);
            }
            if (!carried)
            {
                Classes.Fix(view.Classes);
            }
        }
        return [.. _reached];
    }

    /// <summary>Ties what a node has to do with a value; false where it can neither carry nor take its factors.</summary>
    /// <param name="index">The input that the value is; -1 where it is a result.</param>
    bool Visit(Node node, Value value, int index, ChannelView view)
    {
        if (LinearLayer.Is(node))
        {
            return index < 0 ? LinearLayer.Makes(node, value, view) : index == 0 && LinearLayer.Reads(node, value, view);
        }
        if (ChannelParameters.Of(node, value.TensorType!.Rank!.Value, view) is [_, ..])
        {
            return (index < 0 && ReferenceEquals(node.Outputs[0], value) && node.Operator != ElementwiseOperators.Add)
                || (node.Operator == ElementwiseOperators.Add && Elementwise(node, node.Inputs.Where(i => i!.Initializer is null), view));
        }
        return CarriedBy.TryGetValue(node.Operator, out Carry? carry) ? carry(this, node, value, index, view)
            : node.Operator.Commutes.HasFlag(Commutes.WithPositiveScale) && Commuting(node, value, index, view);
    }

    /// <summary>How an operator carries factors; false where it does not.</summary>
    delegate bool Carry(ChannelGrowth growth, Node node, Value value, int index, ChannelView view);

    static readonly Dictionary<Operator, Carry> CarriedBy = new()
    {
        [ElementwiseOperators.Mul] = (g, n, v, i, c) => Carrier(n) is { } carrier && (i < 0 || ReferenceEquals(carrier, v)) && g.Elementwise(n, [carrier], c),
        [ElementwiseOperators.Div] = (g, n, _, i, c) => i <= 0 && IsScalar(n.Input(1)) && g.Elementwise(n, n.Inputs.Take(1), c),
        [ElementwiseOperators.Clip] = (g, n, _, i, c) => i <= 0 && UpperLimit(n) is { } limit && g.Limited(c, limit) && g.Elementwise(n, n.Inputs.Take(1), c),
        [ActivationOperators.PRelu] = (g, n, _, i, c) => i <= 0 && g.Elementwise(n, n.Inputs.Take(1), c),
        [DataMovementOperators.Dropout] = (g, n, _, i, c) => i <= 0 && g.Elementwise(n, n.Inputs.Take(1), c),
        [DataMovementOperators.Concat] = (g, n, _, _, c) => g.Joined(n, n.Output, n.Inputs, c),
        [DataMovementOperators.Split] = (g, n, _, i, c) => i <= 0 && g.Joined(n, n.Inputs[0]!, n.Outputs, c),
        [DataMovementOperators.Transpose] = (g, n, _, i, c) => g.Transposed(n, i, c),
        [DataMovementOperators.Reshape] = (g, n, _, i, c) => g.Reshaped(n, i, c),
        [DataMovementOperators.Flatten] = (g, n, _, i, c) => g.Reshaped(n, i, c),
        [DataMovementOperators.Squeeze] = (g, n, _, i, c) => g.Reshaped(n, i, c),
        [DataMovementOperators.Unsqueeze] = (g, n, _, i, c) => g.Reshaped(n, i, c),
        [DataMovementOperators.Expand] = (g, n, _, i, c) => g.Expanded(n, i, c),
        [DataMovementOperators.Pad] = (g, n, _, i, c) => i <= 0 && (n.Input(2) is null || n.Constant(2) is { Element: ElementType.F32, Count: 1 } zero && zero.Floats[0] == 0) && g.Elementwise(n, n.Inputs.Take(1), c),
        [DataMovementOperators.Slice] = (g, n, _, i, c) => i <= 0 && (n.Input(4) is null || n.Constant(4)?.ToInt64().All(s => s > 0) == true) && g.Elementwise(n, n.Inputs.Take(1), c),
        [DataMovementOperators.Resize] = (g, n, _, i, c) => i <= 0 && n.Text("coordinate_transformation_mode", "") != "tf_crop_and_resize" && g.Elementwise(n, n.Inputs.Take(1), c),
        [MatrixOperators.MatMul] = (g, n, _, i, c) => i != 0 && g.Weighted(n, c),
    };

    /// <summary>Whether a constant is one number.</summary>
    static bool IsScalar(Value? value) => value?.Constant is { Element: ElementType.F32, Count: 1 };

    /// <summary>
    /// The operand of a Mul that carries the factors. Beside one number the activation; of two activations the one that has the size of the result
    /// where the other is spread along an axis (what a gate weights), else the one that a layer makes for this node alone (the linear branch
    /// of a gated unit); null where there is none.
    /// </summary>
    static Value? Carrier(Node node)
    {
        if (node.Inputs is not [{ } a, { } b] || ReferenceEquals(a, b))
        {
            return null;
        }
        if (a.Initializer is not null || b.Initializer is not null)
        {
            return IsScalar(b) ? a : IsScalar(a) ? b : null;
        }
        (bool spreadA, bool spreadB) = (IsSpread(a, node.Output), IsSpread(b, node.Output));
        return spreadA != spreadB ? spreadA ? b : a
            : new[] { a, b }.FirstOrDefault(v => v.IsUsedOnce && v.Producer is { } p && ReferenceEquals(p.Graph, node.Graph) && LinearLayer.Is(p));
    }

    /// <summary>Whether an operand has one element along an axis along which the result has several.</summary>
    static bool IsSpread(Value operand, Value result) => operand.TensorType is { Shape: { } from } && result.TensorType is { Shape: { } to }
        && from.Count == to.Count && Enumerable.Range(0, to.Count).Any(i => from[i].Size == 1 && to[i].Size != 1);

    /// <summary>The limit of Clip(0, limit), which commutes with factors as long as no channel grows beyond it; else null.</summary>
    static float? UpperLimit(Node node) =>
        node.Constant(1) is { Element: ElementType.F32 } low && low.Floats[0] == 0
        && node.Constant(2) is { Element: ElementType.F32 } high && high.Floats[0] > 0 ? high.Floats[0] : null;

    bool Limited(ChannelView view, float limit)
    {
        Classes.Limit(view.Classes, limit);
        return true;
    }

    /// <summary>op(s·x) = s·op(x) of all inputs at once; pools look along the axes of pictures.</summary>
    bool Commuting(Node node, Value value, int index, ChannelView view) =>
        (!PoolingOperators.All.Contains(node.Operator) || (view.IsAlong(1) && value.TensorType!.Rank > 2)) && index < node.Inputs.Count && Elementwise(node, node.Inputs, view);

    /// <summary>The result and these inputs have the same factors along the same axes.</summary>
    bool Elementwise(Node node, IEnumerable<Value?> inputs, ChannelView view)
    {
        if (node.Outputs.Count(o => o is not null) != 1)
        {
            return false;
        }
        int? rank = node.Output.TensorType?.Rank;
        return inputs.Append(node.Output).ToArray().All(v => v?.TensorType?.Rank is { } own && own == rank && Give(v, view));
    }

    /// <summary>Parts beside each other along an axis, and the whole.</summary>
    bool Joined(Node node, Value whole, IReadOnlyList<Value?> parts, ChannelView view)
    {
        if (whole.TensorType?.Rank is not { } rank || parts.Any(p => p?.TensorType?.Rank != rank))
        {
            return false;
        }
        int axis = Axis(node, rank);
        if (!view.Axes.Contains(axis))
        {
            return parts.Append(whole).ToArray().All(p => Give(p!, view));
        }
        int[] sizes = [.. parts.Select(p => (int)(p!.TensorType!.Size(axis) ?? -1))];
        if (sizes.Any(s => s < 0) || whole.TensorType.Size(axis) != sizes.Sum())
        {
            return false;
        }
        ChannelView all = _views.TryGetValue(whole, out ChannelView? known) && known.Axes.SequenceEqual(view.Axes) ? known : Fresh(view, axis, sizes.Sum());
        bool carried = Give(whole, all);
        for (int i = 0, first = 0; i < parts.Count; first += sizes[i++])
        {
            ChannelView part = all.Part(axis, first, sizes[i]);
            if (!Give(parts[i]!, part))
            {
                Classes.Fix(part.Classes);
            }
        }
        return carried;
    }

    ChannelView Fresh(ChannelView like, int axis, int size)
    {
        int[] sizes = [.. like.Sizes.Select((s, i) => like.Axes[i] == axis ? size : s)];
        return new ChannelView(like.Axes, sizes, Classes.Fresh(sizes.Aggregate(1, (product, s) => product * s)));
    }

    static int Axis(Node node, int rank) => (int)(node.Int("axis", 0) is < 0 and var axis ? axis + rank : node.Int("axis", 0));

    bool Transposed(Node node, int index, ChannelView view)
    {
        if (node.Inputs[0]!.TensorType?.Rank is not { } rank)
        {
            return false;
        }
        int[] permutation = node.Ints("perm") is { } given ? [.. given.Select(p => (int)p)] : [.. Enumerable.Range(0, rank).Reverse()];
        return index < 0 ? Give(node.Inputs[0]!, view.Moved(a => permutation[a])) : Give(node.Output, view.Moved(a => Array.IndexOf(permutation, a)));
    }

    bool Reshaped(Node node, int index, ChannelView view)
    {
        if (index > 0 || node.Inputs[0]!.TensorType?.Shape is not { } input || node.Output.TensorType?.Shape is not { } output)
        {
            return false;
        }
        (IReadOnlyList<Dim> from, IReadOnlyList<Dim> to) = index < 0 ? (output, input) : (input, output);
        ReshapedAxes axes = ReshapedAxes.Of(from, to);
        // An axis of one element tells nothing apart.
        view = view.First(a => from[a].Size != 1);
        if (axes.Shared is { } shared && view.Axes.Contains(shared.Before))
        {
            view = Regrouped(view, shared.Before, (int)to[shared.After].Size!.Value);
        }
        (int[] Before, int[] After)[] runs = [.. axes.Runs.Where(r => r.Before.Any(view.Axes.Contains))];
        int[] before = [.. runs.SelectMany(r => r.Before)], after = [.. runs.SelectMany(r => r.After)];
        int[] sizes = [.. before.Select(a => Array.IndexOf(view.Axes, a) is >= 0 and var own ? view.Sizes[own] : (int)(from[a].Size ?? 0))];
        return sizes.All(s => s > 0) && after.All(a => to[a].Size is not null) && view.Along(before, sizes) is { } spread
            && Give(index < 0 ? node.Inputs[0]! : node.Output, after, [.. after.Select(a => (int)to[a].Size!.Value)], spread.Classes);
    }

    /// <summary>
    /// The view where an axis has another number of positions, because its last or first part moved from or to the axis behind it: heads that read
    /// the same keys and values, as rows of one head.
    /// </summary>
    ChannelView Regrouped(ChannelView view, int axis, int size)
    {
        int own = Array.IndexOf(view.Axes, axis), had = view.Sizes[own];
        int[] sizes = [.. view.Sizes];
        sizes[own] = size;
        int inner = sizes.Skip(own + 1).Aggregate(1, (product, s) => product * s);
        ChannelView At(Func<int, int> from)
        {
            var classes = new int[view.Classes.Length / had * size];
            for (int at = 0; at < classes.Length; at++)
            {
                classes[at] = view.Classes[(at / inner / size * had + from(at / inner % size)) * inner + at % inner];
            }
            return new ChannelView(view.Axes, sizes, classes);
        }
        if (size >= had)
        {
            return At(i => i / (size / had));
        }
        ChannelView first = At(i => i * (had / size));
        for (int k = 1; k < had / size; k++)
        {
            int step = k;
            Classes.Unite(first.Classes, At(i => i * (had / size) + step).Classes);
        }
        return first;
    }

    /// <summary>What is repeated has the same factors in each copy.</summary>
    bool Expanded(Node node, int index, ChannelView view)
    {
        if (index > 0 || node.Inputs[0]!.TensorType?.Rank is not { } from || node.Output.TensorType?.Rank is not { } to || to < from)
        {
            return false;
        }
        if (index == 0)
        {
            return Give(node.Output, view.Moved(a => a + to - from));
        }
        ChannelView once = view.First(a => a >= to - from && node.Inputs[0]!.TensorType!.Size(a - (to - from)) != 1);
        if (once.Axes.Length == 0)
        {
            return false;
        }
        Classes.Unite(once.Along(view.Axes, view.Sizes)!.Classes, view.Classes);
        return Give(node.Inputs[0]!, once.Moved(a => a - (to - from)));
    }

    /// <summary>A·diag(s) of a product A = P·V of two activations is P·(V·diag(s)), head by head.</summary>
    bool Weighted(Node node, ChannelView view)
    {
        int? rank = node.Output.TensorType?.Rank;
        return rank > 2 && node.Inputs[1] is { Initializer: null } second && second.TensorType?.Rank == rank && !view.Axes.Contains(rank.Value - 2)
            && Give(second, view) && Give(node.Output, view);
    }

    bool Give(Value value, ChannelView view) => Give(value, view.Axes, view.Sizes, view.Classes);

    /// <summary>Says which classes a value has; united with those that it is known to have. False where it cannot have them.</summary>
    bool Give(Value value, int[] axes, int[] sizes, int[] classes)
    {
        if (value.Initializer is not null || !ReferenceEquals(value.Graph, graph) || value.TensorType is not { } type || axes.Length == 0)
        {
            return false;
        }
        for (int i = 0; i < axes.Length; i++)
        {
            if (type.Size(axes[i]) != sizes[i])
            {
                return false;
            }
        }
        var given = new ChannelView(axes, sizes, classes);
        if (!_views.TryGetValue(value, out ChannelView? known))
        {
            _views.Add(value, given);
            _reached.Add(value);
            _pending.Push(value);
            return true;
        }
        if (known.Along(axes, sizes) is { } spread)
        {
            Classes.Unite(spread.Classes, classes);
            return true;
        }
        if (given.Along(known.Axes, known.Sizes) is { } other)
        {
            Classes.Unite(other.Classes, known.Classes);
            return true;
        }
        Classes.Fix(known.Classes);
        return false;
    }
}
