using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Rewrite;
using static Qcc.Core.Ops.ContribOperators;
using static Qcc.Core.Ops.DataMovementOperators;
using static Qcc.Core.Ops.ElementwiseOperators;

namespace Qcc.Passes.Recognize;

/// <summary>
/// x·cos + Concat(-x2, x1)·sin  =>  com.microsoft.RotaryEmbedding(x, positions, cos, sin),  x = [x1, x2] in halves;
/// Concat(x1·cos - x2·sin, x2·cos + x1·sin)  =>  the same;
/// stack(e·cos - o·sin, o·cos + e·sin)  =>  RotaryEmbedding {interleaved=1},  e and o the even and odd features
/// </summary>
/// <remarks>
/// cos and sin are constant tables, whole, cut to the length of x, or gathered by position ids, or Cos and Sin of angles. ONNX Runtime runs the one operator at half the
/// time of the eight. Formula: Su et al., "RoFormer", equation 34.
/// </remarks>
public sealed class RecognizeRotaryEmbedding : RewriteRule
{
    static readonly IReadOnlyList<Operator> roots = [Add, Concat, Reshape];

    public override string Summary => "x·cos + rotated(x)·sin => com.microsoft.RotaryEmbedding(x, positions, cos, sin)";

    public override OpPattern Before { get; } = roots.OfAny();

    public override string? Guard(Match m) => Written(m.Root) is not { } found ? ""
        : found.X.TensorType is not { Element: ElementType.F32, Rank: 4 } ? "x is not f32[batch, heads, sequence, size]"
        : Tables(found) is null ? "the tables are no constants or functions of angles, or differ from the sequence in length"
        : null;

    public override Value After(Match m, Rewriter r)
    {
        Rotation found = Written(m.Root)!;
        var (cos, sin) = Tables(found)!.Value;
        Value positions = cos.Positions ?? r.Constant(Tensor.Of([0L], 1), m.Root.Output.Name + "_start");
        return r.Node(RotaryEmbedding, [found.X, positions, Cache(cos, found.Cos, found.Form, r), Cache(sin, found.Sin, found.Form, r)],
            ("interleaved", found.Form == Form.Interleaved ? 1L : null));
    }

    /// <summary>[positions, size / 2].</summary>
    static Value Cache(RotaryTable table, Value source, Form form, Rewriter r)
    {
        if (table.Angles is { } angles)
        {
            Value values = r.Node(table.Function!, [angles]);
            long width = angles.TensorType!.Shape![^1].Size!.Value;
            return angles.TensorType.Rank == 2 ? values : r.Node(Reshape, [values, r.Constant(Tensor.Of([-1, width], 2))]);
        }
        return r.SharedConstant(form == Form.FullTables ? table.Half()! : table.Rows!, source.Name + "_table");
    }

    enum Form { FullTables, Halves, Interleaved }

    sealed record Rotation(Value X, Value Cos, Value Sin, Form Form);

    static Rotation? Written(Node root) => root.Operator == Add ? WithFullTables(root)
        : root.Operator == Concat ? (root.Inputs.Count == 2 && IsLast(root) ? OfParts(root.Input(0), root.Input(1), Form.Halves) : null)
        : Stacked(root);

    static (RotaryTable Cos, RotaryTable Sin)? Tables(Rotation found)
    {
        if (RotaryTable.Of(found.Cos, found.X) is not { } c || RotaryTable.Of(found.Sin, found.X) is not { } s || !ReferenceEquals(c.Positions, s.Positions)
            || !ReferenceEquals(c.Angles, s.Angles) || found.X.TensorType?.Shape?[3].Size is not { } size)
        {
            return null;
        }
        bool full = found.Form == Form.FullTables, sameRows = c.Rows is null ? c.Function == Cos && s.Function == Sin : s.Rows is not null && c.Rows.Shape.SequenceEqual(s.Rows.Shape);
        bool wide = c.Columns * (full ? 1 : 2) == size && s.Columns == c.Columns;
        return sameRows && wide && (full ? c.IsDoubled && s.IsDoubled : c.Angles is null || !c.Repeats) ? (c, s) : null;
    }

    static Rotation? WithFullTables(Node sum)
    {
        for (int i = 0; i < 2; i++)
        {
            foreach ((Value rotated, Value sines) in Factors(sum.Input(i)))
            {
                if (Unrotated(rotated) is { } x && Factors(sum.Input(1 - i)).FirstOrDefault(f => ReferenceEquals(f.Item1, x)) is (not null, { } cosines))
                {
                    return new Rotation(x, cosines, sines, Form.FullTables);
                }
            }
        }
        return null;
    }

    /// <summary>x where a value is Concat(-x2, x1) of its halves.</summary>
    static Value? Unrotated(Value rotated) => rotated.Producer is { } concat && concat.Operator == Concat && concat.Inputs.Count == 2 && IsLast(concat)
        && concat.Input(0)?.Producer is { } neg && neg.Operator == Neg && Part(concat.Input(1)) is (var x, 0, Form.Halves) && Part(neg.Input(0)) is (var same, 1, Form.Halves)
        && ReferenceEquals(x, same) ? x : null;

    /// <summary>Reshape(Concat(Unsqueeze(first, -1), Unsqueeze(second, -1)), shape of x).</summary>
    static Rotation? Stacked(Node reshape)
    {
        if (reshape.Input(0)?.Producer is not { } concat || concat.Operator != Concat || concat.Inputs.Count != 2 || !IsLast(concat)
            || Widened(concat.Input(0)) is not { } first || Widened(concat.Input(1)) is not { } second || OfParts(first, second, Form.Interleaved) is not { } found)
        {
            return null;
        }
        return reshape.Output.TensorType?.Shape is { } shape && found.X.TensorType?.Shape is { } of && shape.SequenceEqual(of) && !of.Skip(1).Contains(Dim.Unknown) ? found : null;
    }

    static Value? Widened(Value? value) => value is { Producer: { } node, TensorType.Rank: 5 and var rank } && node.Operator == Unsqueeze
        && node.Constant(1) is { Element: ElementType.S64, Count: 1 } axis && Shape.Axis(axis.ToInt64()[0], rank) == rank - 1 ? node.Input(0) : null;

    /// <summary>first = a·cos - b·sin, second = b·cos + a·sin with parts a and b of x.</summary>
    static Rotation? OfParts(Value? first, Value? second, Form form)
    {
        if (first?.Producer is not { } difference || second?.Producer is not { } sum || difference.Operator != Sub || sum.Operator != Add)
        {
            return null;
        }
        foreach ((Value a, Value cosines) in Factors(difference.Input(0)))
        {
            foreach ((Value b, Value sines) in Factors(difference.Input(1)))
            {
                if (Part(a) is var (x, i, of) && i == 0 && of == form && Part(b) is (var same, 1, var other) && other == form && ReferenceEquals(x, same)
                    && Enumerable.Range(0, 2).Any(k => Is(sum.Input(k), b, cosines) && Is(sum.Input(1 - k), a, sines)))
                {
                    return new Rotation(x, cosines, sines, form);
                }
            }
        }
        return null;
    }

    /// <summary>Whether a value is the product of two parts (cut anew perhaps) and tables.</summary>
    static bool Is(Value? product, Value part, Value table) =>
        Factors(product).Any(f => ReferenceEquals(f.Item2, table) && (ReferenceEquals(f.Item1, part) || (Part(f.Item1) is { } p && p == Part(part))));

    static IEnumerable<(Value, Value)> Factors(Value? product) => product?.Producer is { } node && node.Operator == Mul && node.Input(0) is { } a && node.Input(1) is { } b
        ? [(a, b), (b, a)]
        : [];

    /// <summary>x and which part of its last dimension a value is: the first or second half, or the even or odd features.</summary>
    static (Value X, int Index, Form Form)? Part(Value? value)
    {
        if (value?.Producer is not { } node || node.Input(0) is not { TensorType.Shape: { Count: 4 } shape } x || shape[3].Size is not { } size || size % 2 != 0)
        {
            return null;
        }
        if (node.Operator == Split)
        {
            bool halves = Shape.Axis(node.Int("axis", 0), 4) == 3 && node.Outputs.Count == 2 && (node.Constant(1) is not { } sizes ? node.Input(1) is null : sizes.ToInt64()[0] == size / 2);
            return halves ? (x, value.ProducerIndex, Form.Halves) : null;
        }
        if (node.Operator != Slice || SliceRange.Of(node, 4) is not [{ Axis: 3 } range])
        {
            return null;
        }
        (long start, long end) = range.Clamped(size);
        return range.Step == 1 && end - start == size / 2 && (start == 0 || end == size) ? (x, start == 0 ? 0 : 1, Form.Halves)
            : range.Step == 2 && range.Count(size) == size / 2 && start is 0 or 1 ? (x, (int)start, Form.Interleaved)
            : null;
    }

    static bool IsLast(Node concat) => concat.Output.TensorType?.Rank is { } rank && Shape.Axis(concat.Int("axis", 0), rank) == rank - 1;
}
