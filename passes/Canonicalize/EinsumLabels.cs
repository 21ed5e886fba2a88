using Qcc.Core.Ir;

namespace Qcc.Passes.Canonicalize;

/// <summary>The labels of an Einsum of two operands by their role. Each is a letter and stands once in an operand.</summary>
/// <param name="A">Labels of the first operand, in its order.</param>
/// <param name="B">Labels of the second operand.</param>
/// <param name="Result">Labels of the result.</param>
sealed record EinsumLabels(string A, string B, string Result)
{
    /// <summary>In both operands and in the result.</summary>
    public string Batch => Of(Result, l => A.Contains(l) && B.Contains(l));

    /// <summary>In both operands, summed over.</summary>
    public string Contracted => Of(A, l => B.Contains(l) && !Result.Contains(l));

    /// <summary>Rows: in the first operand and the result.</summary>
    public string Rows => Of(Result, l => A.Contains(l) && !B.Contains(l));

    /// <summary>Columns: in the second operand and the result.</summary>
    public string Columns => Of(Result, l => B.Contains(l) && !A.Contains(l));

    /// <summary>The same sum with the operands exchanged.</summary>
    public EinsumLabels Exchanged => new(B, A, Result);

    /// <summary>The labels of an equation such as "abc,cd->abd"; null where it is no sum of products of two plain operands.</summary>
    public static EinsumLabels? Of(Node einsum)
    {
        string equation = einsum.Text("equation", "").Replace(" ", "", StringComparison.Ordinal);
        string[] sides = equation.Split("->");
        string[] operands = sides[0].Split(',');
        if (operands.Length != 2 || sides.Length > 2 || einsum.Inputs.Count != 2)
        {
            return null;
        }
        // Without an arrow the result has the labels that stand once, in alphabetical order.
        string all = operands[0] + operands[1];
        string result = sides.Length == 2 ? sides[1] : string.Concat(all.Where(l => all.Count(o => o == l) == 1).Order());
        var labels = new EinsumLabels(operands[0], operands[1], result);
        bool plain = new[] { labels.A, labels.B, result }.All(s => s.All(char.IsAsciiLetter) && s.Distinct().Count() == s.Length) && result.All(l => all.Contains(l));
        // What is in one operand alone and not in the result is summed before the product.
        return plain && all.All(l => result.Contains(l) || (labels.A.Contains(l) && labels.B.Contains(l))) ? labels : null;
    }

    /// <summary>The order that brings labels <paramref name="from"/> into the order <paramref name="to"/>; null where nothing moves.</summary>
    public static long[]? Order(string from, string to) => from == to ? null : [.. to.Select(l => (long)from.IndexOf(l, StringComparison.Ordinal))];

    static string Of(string labels, Func<char, bool> has) => string.Concat(labels.Where(has));
}
