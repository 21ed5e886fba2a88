using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Rewrite;
using static Qcc.Core.Ops.DataMovementOperators;
using static Qcc.Core.Ops.ElementwiseOperators;
using static Qcc.Core.Ops.MatrixOperators;

namespace Qcc.Passes.Canonicalize;

/// <summary>Add(Reshape(MatMul(x, w)), b)  =>  Reshape(Add(MatMul(x, w), b)),  the Reshape splitting columns into heads, b one number per column</summary>
/// <remarks>Behind its product a bias becomes part of the layer.</remarks>
public sealed class BiasBeforeReshape : RewriteRule
{
    static readonly Var x = new("x"), shape = new("shape");
    static readonly Const w = new("w"), b = new("b");
    static readonly Matched reshape = new("reshape"), product = new("product");

    public override string Summary => "Add(Reshape(MatMul(x, w)), b) => Reshape(Add(MatMul(x, w), b)), b one number per column";

    public override OpPattern Before { get; } = Add.Of(Reshape.Of(MatMul.Of(x, w).UsedOnce.As(product), shape).UsedOnce.As(reshape), b).Commutative;

    public override string? Guard(Match m)
    {
        if (m[product].Output.TensorType?.Shape is not { } from || m[reshape].Output.TensorType?.Shape is not { } to)
        {
            return "";
        }
        int rows = from.Count - 1;
        bool splits = to.Count > from.Count && from.Take(rows).SequenceEqual(to.Take(rows)) && !from.Take(rows).Contains(Dim.Unknown) && m[w].Rank == 2;
        return !splits ? "" : !Shape.DoesNotRaiseRank(m[b], m[reshape].Output) ? $"the addend {m[b].Type} raises the rank"
            : m[b].Shape.SkipWhile(d => d == 1).SequenceEqual(to.Skip(rows).Select(d => d.Size ?? -1).SkipWhile(d => d == 1)) && m[b].Count == m[w].Shape[1] ? null
            : $"the addend {m[b].Type} is not one number per column";
    }

    public override Value After(Match m, Rewriter r)
    {
        Value biased = r.Node(Add, [m[product].Output, r.Constant(m[b].Reshaped(m[b].Count), m.ValueOf(b)!)]);
        return r.Node(Reshape, [biased, m[shape]], m[reshape].Attributes);
    }
}
