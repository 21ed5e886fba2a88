using Qcc.Core.Ir;

namespace Qcc.Passes.Canonicalize;

/// <summary>Writes the shape of a result as the constant operand of a Reshape.</summary>
static class ReshapeTarget
{
    /// <summary>
    /// Sizes where they are known, 0 where the dimension is that of the input at the same place, and -1 for at most one other;
    /// null where that does not describe the result.
    /// </summary>
    public static long[]? Of(IReadOnlyList<Dim> from, IReadOnlyList<Dim> to)
    {
        var target = new long[to.Count];
        int open = 0;
        for (int i = 0; i < target.Length; i++)
        {
            bool copied = to[i].Symbol is not null && i < from.Count && from[i] == to[i];
            target[i] = to[i].Size ?? (copied ? 0 : -1);
            // A size of 0 would be read as "copy".
            if (to[i].Size == 0)
            {
                return null;
            }
            open += target[i] == -1 ? 1 : 0;
        }
        return open <= 1 ? target : null;
    }
}
