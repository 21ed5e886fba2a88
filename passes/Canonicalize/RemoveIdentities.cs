using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Rewrite;
using static Qcc.Core.Ops.DataMovementOperators;
using static Qcc.Core.Ops.ElementwiseOperators;

namespace Qcc.Passes.Canonicalize;

/// <summary>op(x)  =>  x  where the operator and its constants change nothing</summary>
/// <remarks>
/// Identity; Dropout in inference; Reshape, Flatten, Expand to the same shape; Transpose in the same order; Pad, Slice, Tile of
/// nothing; Cast to the same type; Clip without bounds; one addend or one part; x·1, x/1, x+0, x-0.
/// </remarks>
public sealed class RemoveIdentities : RewriteRule
{
    static readonly Matched node = new("node");

    static readonly IReadOnlyList<Operator> operators =
    [
        Identity, Dropout, Reshape, Flatten, Expand, Transpose, Pad, Slice, Tile, Cast, Clip, Concat, Sum, Max, Min, Mean, Mul, Div, Add, Sub,
    ];

    public override string Summary => "op(x) => x where the operator and its constants change nothing";

    public override OpPattern Before { get; } = operators.OfAny().As(node);

    public override string? Guard(Match m)
    {
        if (Unchanged(m[node]) is not { } x)
        {
            return "";
        }
        // A graph output needs a value of its own: there an Identity is what would be put in its place.
        bool needsOwnValue = m.Root.Output.IsGraphOutput && (x.Producer is null || x.IsGraphOutput || x.Graph != m.Root.Graph);
        return needsOwnValue && m.Root.Operator == Identity ? "" : null;
    }

    public override Value After(Match m, Rewriter r) => Unchanged(m[node])!;

    static Value? Unchanged(Node n)
    {
        if (n.Operator == Mul || n.Operator == Add)
        {
            return Neutral(n, 1) ?? Neutral(n, 0);
        }
        if (n.Operator == Div || n.Operator == Sub)
        {
            return Neutral(n, 1);
        }
        return n.Input(0) is { } x && Changes(n, x) == false ? x : null;
    }

    /// <summary>The other operand where operand <paramref name="index"/> is a constant that changes nothing.</summary>
    static Value? Neutral(Node n, int index)
    {
        float neutral = n.Operator == Mul || n.Operator == Div ? 1 : 0;
        return n.Constant(index) is { Element: ElementType.F32 } c && n.Input(1 - index) is { TensorType: { Shape: { } shape } } x
            && SameShape(Shape.BroadcastOf(shape, c.Type.Shape!), shape) && c.Floats.IndexOfAnyExcept(neutral) < 0
            ? x
            : null;
    }

    static bool? Changes(Node n, Value x)
    {
        if (n.Operator == Identity)
        {
            return false;
        }
        if (n.Operator == Dropout)
        {
            return n.Input(2) is not null && (n.Constant(2) is not { Element: ElementType.Bool } mode || mode.ToInt64().Any(v => v != 0));
        }
        if (n.Operator == Cast)
        {
            return n.Int("to", 0) != (long?)x.TensorType?.Element;
        }
        if (n.Operator == Clip)
        {
            return n.Inputs.Skip(1).Any(i => i is not null) || n.Attribute("min") is not null || n.Attribute("max") is not null;
        }
        if (n.Operator == Concat || n.Operator == Sum || n.Operator == Max || n.Operator == Min || n.Operator == Mean)
        {
            return n.Inputs.Count != 1;
        }
        return x.TensorType?.Shape is { } shape ? Moves(n, shape) : null;
    }

    static bool Moves(Node n, IReadOnlyList<Dim> shape)
    {
        if (n.Operator == Transpose)
        {
            return !(n.Ints("perm") ?? [.. Enumerable.Range(0, shape.Count).Reverse().Select(i => (long)i)]).SequenceEqual(Enumerable.Range(0, shape.Count).Select(i => (long)i));
        }
        if (n.Operator == Pad)
        {
            return PadAmounts.Of(n, shape.Count) is not { } pads || pads.Begin.Concat(pads.End).Any(p => p != 0);
        }
        if (n.Operator == Slice)
        {
            return SliceRange.Of(n, shape.Count)?.All(r => r.IsWhole || (r.Step == 1 && shape[r.Axis].Size is { } size && r.Clamped(size) == (0, size))) != true;
        }
        if (n.Operator == Reshape && n.Constant(1) is { Element: ElementType.S64 } target && target.Count == shape.Count && n.Int("allowzero", 0) == 0
            && target.ToInt64().Count(v => v == -1) <= 1 && target.ToInt64().Zip(shape, (t, d) => t == 0 || t == -1 || t == d.Size).All(same => same))
        {
            return false;
        }
        return !SameShape(n.Operator.Shapes(n)?[0].Shape, shape);
    }

    /// <summary>Whether both shapes are the same whatever the symbols stand for; unknown dimensions are not.</summary>
    static bool SameShape(IReadOnlyList<Dim>? a, IReadOnlyList<Dim> b) =>
        a is not null && a.Count == b.Count && a.Zip(b, (x, y) => x == y && x != Dim.Unknown).All(same => same);
}
