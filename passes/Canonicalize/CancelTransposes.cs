using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Rewrite;
using static Qcc.Core.Ops.DataMovementOperators;

namespace Qcc.Passes.Canonicalize;

/// <summary>Transpose(f(Transpose(x, p)), q)  =>  f(Transpose(x, p∘q)),  f a chain of elementwise operators, perhaps empty</summary>
/// <remarks>Where p∘q changes nothing, no Transpose is left. Each f must have this use alone and one operand that is not a single number.</remarks>
public sealed class CancelTransposes : RewriteRule
{
    static readonly Var x = new("x");
    static readonly Matched outer = new("outer");

    public override string Summary => "Transpose(f(Transpose(x, p)), q) => f(Transpose(x, p∘q))";

    public override OpPattern Before { get; } = Transpose.Of(x).As(outer);

    public override string? Guard(Match m) => Chain(m[outer]) is { } chain && Composed(chain.Inner, m[outer]) is not null ? null : "";

    public override Value After(Match m, Rewriter r)
    {
        (Node inner, List<Node> between) = Chain(m[outer])!.Value;
        long[] order = Composed(inner, m[outer])!;
        Value value = inner.Input(0)!;
        if (!order.SequenceEqual(Enumerable.Range(0, order.Length).Select(i => (long)i)))
        {
            value = r.Node(Transpose, [value], ("perm", order));
        }
        Value moved = inner.Output;
        foreach (Node f in between)
        {
            Value argument = value, old = moved;
            value = r.Node(f.Operator, [.. f.Inputs.Select(i => ReferenceEquals(i, old) ? argument : i)], f.Attributes);
            value.Producer!.Name = f.Name;
            moved = f.Output;
        }
        return value;
    }

    /// <summary>The Transpose above and the nodes between, in the order of the data; null where there is none.</summary>
    static (Node Inner, List<Node> Between)? Chain(Node outer)
    {
        var between = new List<Node>();
        for (Value? at = outer.Input(0); at?.Producer is { } producer; at = DataOperand(producer))
        {
            if (producer.Operator == Transpose)
            {
                between.Reverse();
                return (producer, between);
            }
            if (!producer.Operator.Commutes.HasFlag(Commutes.WithTranspose) || !at.IsUsedOnce || producer.Outputs.Count != 1)
            {
                return null;
            }
            between.Add(producer);
        }
        return null;
    }

    /// <summary>The only operand that is not a single number.</summary>
    static Value? DataOperand(Node f)
    {
        Value[] data = [.. f.Inputs.OfType<Value>().Where(i => i.TensorType?.Shape is not { Count: 0 } && i.Constant is not { Count: 1, Rank: <= 1 })];
        return data.Length == 1 ? data[0] : null;
    }

    /// <summary>Dimension i of the result is dimension p[q[i]] of x.</summary>
    static long[]? Composed(Node inner, Node outer)
    {
        IReadOnlyList<long>? p = Order(inner), q = Order(outer);
        return p is null || q is null || p.Count != q.Count ? null : [.. q.Select(i => p[(int)i])];
    }

    static IReadOnlyList<long>? Order(Node transpose)
    {
        IReadOnlyList<long>? order = transpose.Ints("perm")
            ?? (transpose.Input(0)?.TensorType?.Rank is { } rank ? [.. Enumerable.Range(0, rank).Reverse().Select(i => (long)i)] : null);
        return order?.Order().SequenceEqual(Enumerable.Range(0, order.Count).Select(i => (long)i)) == true ? order : null;
    }
}
