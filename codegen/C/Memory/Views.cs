using Qcc.Codegen.C.Text;
using Qcc.Core.Ir;
using Qcc.Core.Ops;

namespace Qcc.Codegen.C.Memory;

/// <summary>Values that lie inside of others: results of nodes that only rename elements, slices in one piece, inputs of a Concat in one piece.</summary>
sealed class Views
{
    readonly Dictionary<Value, (Value Around, long Offset)> _inside = [];

    /// <summary>The value whose memory holds this one, and the byte where it begins.</summary>
    public (Value Root, long Offset) Of(Value value)
    {
        (Value root, long offset) = (value, 0);
        while (_inside.TryGetValue(root, out (Value Around, long Offset) view))
        {
            (root, offset) = (view.Around, offset + view.Offset);
        }
        // Views of views can be thousands deep: the next search is one step.
        if (root != value)
        {
            _inside[value] = (root, offset);
        }
        return (root, offset);
    }

    public bool IsInside(Value value) => _inside.ContainsKey(value);

    public void Put(Value value, Value around, long offset)
    {
        (Value root, long before) = Of(around);
        _inside.Add(value, (root, before + offset));
    }

    /// <summary>Makes the results of a node views of its input where nothing has to move.</summary>
    /// <returns>Whether it did, so that the node has no layer.</returns>
    public bool Take(Node node)
    {
        if (DataMovementOperators.Renaming.Contains(node.Operator))
        {
            Put(node.Output, node.Input(0)!, 0);
            return true;
        }
        if (node.Operator == DataMovementOperators.Slice && SliceRange.Of(node, Sizes.Of(node.Input(0)!).Length) is { } ranges)
        {
            return TakeSlice(node, ranges);
        }
        return node.Operator == DataMovementOperators.Split && TakeSplit(node);
    }

    bool TakeSlice(Node node, IReadOnlyList<SliceRange> ranges)
    {
        long[] from = Sizes.Of(node.Input(0)!), to = Sizes.Of(node.Output);
        SliceRange[] cuts = [.. ranges.Where(r => from[r.Axis] != to[r.Axis] || r.Step < 0)];
        if (cuts.Length == 0)
        {
            Put(node.Output, node.Input(0)!, 0);
            return true;
        }
        if (cuts.Length > 1 || (cuts[0].Step != 1 && to[cuts[0].Axis] != 1) || Sizes.Product(from.Take(cuts[0].Axis)) != 1)
        {
            return false;
        }
        long inner = Sizes.Product(from.Skip(cuts[0].Axis + 1)) * node.Output.TensorType!.Element.Width();
        Put(node.Output, node.Input(0)!, cuts[0].Clamped(from[cuts[0].Axis]).Start * inner);
        return true;
    }

    bool TakeSplit(Node node)
    {
        long[] sizes = Sizes.Of(node.Input(0)!);
        int axis = Shape.Axis(node.Int("axis", 0), sizes.Length)!.Value;
        if (Sizes.Product(sizes.Take(axis)) != 1)
        {
            return false;
        }
        long offset = 0;
        foreach (Value? part in node.Outputs)
        {
            Put(part!, node.Input(0)!, offset);
            offset += Sizes.Bytes(part!);
        }
        return true;
    }

    /// <summary>Lets what a Concat joins be computed in its place, where each input is one piece of the result.</summary>
    public void Join(Node concat)
    {
        long[] sizes = Sizes.Of(concat.Output);
        int axis = Shape.Axis(concat.Int("axis", 0), sizes.Length)!.Value;
        long offset = 0;
        foreach (Value? part in concat.Inputs)
        {
            bool computed = part!.Producer is not null && !part.IsGraphOutput && !IsInside(part) && concat.Inputs.Count(v => v == part) == 1;
            if (computed && Sizes.Product(sizes.Take(axis)) == 1)
            {
                Put(part, concat.Output, offset);
            }
            offset += Sizes.Bytes(part);
        }
    }
}
