using Qcc.Core.Ir;

namespace Qcc.Data.Synthetic;

/// <summary>Follows an input to the first operators that tell something about its values.</summary>
sealed class InputReader
{
    /// <summary>Longest chain that is followed; more than any exporter puts before the first layer.</summary>
    const int Longest = 24;

    /// <summary>Nodes looked at, so that a wide graph costs no time.</summary>
    int _budget = 512;

    /// <summary>The profile, or null where nothing is told.</summary>
    public InputProfile? Read(Value input)
    {
        InputProfile? profile = Follow(input, Affine.Identity, 0);
        return profile is Reals && input.TensorType?.Element == ElementType.U8 ? InputProfile.Pixels : profile;
    }

    InputProfile? Follow(Value value, Affine affine, int depth)
    {
        InputProfile? first = null;
        foreach (Use use in value.Uses)
        {
            if (depth == Longest || --_budget < 0)
            {
                break;
            }
            InputProfile? found = At(use, affine, depth + 1);
            if (found is Indices)
            {
                // A table's size is the hardest bound; an index beyond it fails.
                return found;
            }
            first ??= found;
        }
        return first;
    }

    InputProfile? At(Use use, Affine affine, int depth) => use.Node.Operator.Name switch
    {
        "Identity" or "Cast" or "Reshape" or "Transpose" or "Squeeze" or "Unsqueeze" or "Flatten" or "Pad" or "Dropout" or "Concat" or "Expand"
            when use.Index == 0 || use.Node.Operator.Name == "Concat" => Follow(use.Node.Output, affine, depth),
        "Gather" when use.Index == 1 => TableSize(use.Node) is { } size ? new Indices(size) : null,
        "OneHot" when use.Index == 0 => Constants.Integers(use.Node.Input(1)) is [var size, ..] && size > 0 ? new Indices(size) : null,
        "Equal" => Constants.Integers(use.Node.Input(1 - use.Index)) is [var value] ? new OneValue(value) : new OneValue(1),
        "Where" or "Not" or "And" or "If" when use.Index == 0 => new OneValue(1),
        "Add" or "Sub" or "Mul" or "Div" => Arithmetic(use, affine, depth),
        "Clip" when use.Index == 0 => Bounds(use.Node, affine),
        "QuantizeLinear" when use.Index == 0 => QuantizedRange(use.Node, affine),
        "BatchNormalization" when use.Index == 0 => FirstLayer.Statistics(use.Node) is { } s ? affine.Inverse(s.Mean, s.Std) : null,
        "Conv" or "Gemm" or "MatMul" when use.Index == 0 => FirstLayer.Profile(use.Node, affine),
        _ => null,
    };

    InputProfile? Arithmetic(Use use, Affine affine, int depth)
    {
        Node node = use.Node;
        if (Constants.Floats(node.Input(1 - use.Index)) is not { } c)
        {
            return null;
        }
        // 1 - mask is how exporters turn a mask round.
        Affine? after = node.Operator.Name switch
        {
            "Add" => affine.Plus(c),
            "Mul" => affine.Times(c),
            "Sub" when use.Index == 0 => affine.Plus([.. c.Select(v => -v)]),
            "Div" when use.Index == 0 => affine.Times([.. c.Select(v => 1 / v)]),
            "Sub" => affine.Times([-1])?.Plus(c),
            _ => null,
        };
        bool inverted = node.Operator.Name == "Sub" && use.Index == 1;
        return after is null ? null : Follow(node.Output, after, depth) ?? (inverted ? new OneValue(1) : null);
    }

    static Reals? Bounds(Node clip, Affine affine) =>
        Constants.Floats(clip.Input(1)) is [var low] && Constants.Floats(clip.Input(2)) is [var high] && low < high ? Between(low, high, affine) : null;

    static Reals? QuantizedRange(Node quantize, Affine affine)
    {
        if (Constants.Floats(quantize.Input(1)) is not [var scale] || quantize.Constant(2) is not { Count: 1, Element: ElementType.U8 or ElementType.S8 } zero)
        {
            return null;
        }
        (long low, long high) = zero.Element.Range();
        long point = zero.ToInt64()[0];
        return Between((low - point) * scale, (high - point) * scale, affine);
    }

    /// <summary>Values that fill a range as pictures do: the deviation is a quarter of it.</summary>
    static Reals? Between(float low, float high, Affine affine) => affine.Inverse([(low + high) / 2], [(high - low) / 4], low, high);

    static long? TableSize(Node gather)
    {
        long axis = gather.Int("axis", 0);
        return gather.Input(0) is { } table && (table.Constant?.Type ?? table.TensorType)?.Size((int)axis) is { } size and > 0 ? size : null;
    }
}
