using Qcc.Core.Ir;
using Qcc.Core.Ops;
using static Qcc.Core.Ops.ElementwiseOperators;

namespace Qcc.Passes.Recognize;

/// <summary>An activation y = p(x, F(q(x))) with polynomials p and q, as Gelu, SiLU and HardSwish are written out.</summary>
/// <param name="X">The value that is activated.</param>
/// <param name="Y">The result as a polynomial in x and f.</param>
/// <param name="Argument">What F is taken of, as a polynomial in x.</param>
/// <param name="Function">The node that computes f.</param>
sealed record Gate(Value X, Polynomial Y, Polynomial Argument, Node Function)
{
    /// <summary>Operators between y and f, and between f and x, at most.</summary>
    const int Depth = 5;

    static readonly IReadOnlyList<Operator> arithmetic = [Add, Sub, Mul, Div, Neg, Pow];

    /// <summary>All ways to read a Mul or Div as such an activation.</summary>
    /// <param name="root">The node that computes y.</param>
    /// <param name="argument">The argument of F where a node computes F, else null.</param>
    public static IEnumerable<Gate> Of(Node root, Func<Node, Value?> argument)
    {
        if (root.Output.TensorType?.Element is not (ElementType.F32 or ElementType.F16))
        {
            yield break;
        }
        foreach (Value f in Above(root.Output).Where(v => v.Producer is not null))
        {
            if (argument(f.Producer!) is not { } u)
            {
                continue;
            }
            foreach (Value x in Above(u).Prepend(u))
            {
                if (x.Constant is null && Polynomial.Of(u, x) is { } q && Polynomial.Of(root.Output, x, f) is { } p && SameShape(root.Output, x))
                {
                    yield return new Gate(x, p, q, f.Producer!);
                }
            }
        }
    }

    /// <summary>What arithmetic on single numbers reads, nearest first.</summary>
    static IEnumerable<Value> Above(Value value)
    {
        var seen = new HashSet<Value>();
        List<Value> level = [value];
        for (int depth = 0; depth < Depth && level.Count > 0; depth++)
        {
            level = [.. level.Where(v => v.Producer is { } p && arithmetic.Contains(p.Operator)).SelectMany(v => v.Producer!.Inputs).OfType<Value>().Where(seen.Add)];
            foreach (Value next in level)
            {
                yield return next;
            }
        }
    }

    /// <summary>Arithmetic with numbers keeps the shape; what the graph says otherwise is not touched.</summary>
    static bool SameShape(Value y, Value x) => y.TensorType?.Rank is not { } rank || x.TensorType?.Rank is not { } other || rank == other;
}
