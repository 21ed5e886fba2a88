using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Rewrite;
using static Qcc.Core.Ops.ActivationOperators;
using static Qcc.Core.Ops.DataMovementOperators;
using static Qcc.Core.Ops.ElementwiseOperators;

namespace Qcc.Passes.Forms;

/// <summary>Softmax(Where(seen, s, c))  =>  Softmax(Add(s, mask)),  mask = 0 where seen, else min(c, -10⁹);  seen a constant table, perhaps cut to its first rows and columns</summary>
/// <remarks>
/// ONNX Runtime adds in half the time in which it chooses. Every row of the table must see its first column, so that some score of each row
/// stays. What is masked has probability 0 before, where a score is above c + 104 (float32's e to -104 is 0), and after, where the mask is 10⁹
/// below zero.
/// </remarks>
public sealed class WhereToAddedMask : RewriteRule
{
    const float Low = -1e4f, Mask = -1e9f;

    static readonly Var seen = new("seen"), s = new("s");
    static readonly Const c = new("c");
    static readonly Matched softmax = new("softmax");

    public override string Summary => "Softmax(Where(seen, s, c)) => Softmax(Add(s, mask)), seen a constant table";

    public override OpPattern Before { get; } = Softmax.Of(Where.Of(seen, s, c).UsedOnce).As(softmax);

    public override string? Guard(Match m)
    {
        if (m[c].Count != 1 || m[c].Floats[0] > Low || m[s].TensorType?.Rank is not { } rank || m[softmax].Int("axis", -1) is var axis && axis != -1 && axis != rank - 1)
        {
            return "";
        }
        return Table(m[seen]) is not { } table ? "the mask is computed"
            : !Shape.DoesNotRaiseRank(table, m[s]) || !Shape.DoesNotRaiseRank(m[c], m[s]) ? "the choice raises the rank"
            : !EveryRowBeginsSeen(table) ? "a row of the mask may see nothing"
            : null;
    }

    public override Value After(Match m, Rewriter r)
    {
        Tensor table = Table(m[seen])!;
        float[] mask = [.. table.ToInt64().Select(v => v != 0 ? 0 : Math.Min(m[c].Floats[0], Mask))];
        Value added = Cut(m[seen], r.SharedConstant(Tensor.Of(mask, [.. table.Shape]), m[seen].Name + "_mask"), r);
        Value masked = r.Node(Add, [m[s], added]);
        masked.Type = m[softmax].Input(0)!.Type;
        return r.Node(Softmax, [masked], m[softmax].Attributes);
    }

    /// <summary>The table behind Slices that keep its first column.</summary>
    static Tensor? Table(Value value)
    {
        while (value.Producer is { } node && node.Operator == Slice && node.Constant(1) is { } starts && starts.ToInt64().All(v => v == 0)
            && (node.Input(4) is null || node.Constant(4)?.ToInt64().All(v => v == 1) == true))
        {
            value = node.Input(0)!;
        }
        return value.Constant is { Element: ElementType.Bool, Rank: >= 1, Count: > 0 } table ? table : null;
    }

    static bool EveryRowBeginsSeen(Tensor table)
    {
        long[] all = table.ToInt64();
        for (long row = 0; row < all.Length; row += table.Shape[^1])
        {
            if (all[row] == 0)
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>The same Slices of another table.</summary>
    static Value Cut(Value value, Value table, Rewriter r)
    {
        if (value.Producer is not { } node)
        {
            return table;
        }
        Value cut = r.Node(Slice, [Cut(node.Input(0)!, table, r), .. node.Inputs.Skip(1)], node.Attributes);
        cut.Type = value.TensorType is { } type ? type with { Element = ElementType.F32 } : null;
        return cut;
    }
}
