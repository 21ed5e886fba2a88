namespace Qcc.Core.Ops.Integer;

/// <summary>A dyadic addition that gives the codes of ONNX Runtime's QLinearAdd for every pair of 8-bit codes (docs/integer-arithmetic.md 3.1).</summary>
public static class EqualAdd
{
    /// <summary>The most units in the last place that a multiplier is moved by.</summary>
    const int MaxUnits = 12;

    /// <summary>How many of the pairs of codes get another code.</summary>
    /// <param name="a">Codes of the first operand; likewise the other.</param>
    public static int Differences(DyadicAdd add, Func<int, int, int> f32, CodeRange a, CodeRange b)
    {
        int differ = 0;
        for (int x = a.Low; x <= a.High; x++)
        {
            for (int y = b.Low; y <= b.High; y++)
            {
                differ += add.Apply(x, y) == f32(x, y) ? 0 : 1;
            }
        }
        return differ;
    }

    /// <summary>
    /// The addition whose multipliers are nearest to the given ones and that differs for no pair; null where none within
    /// <see cref="MaxUnits"/> units is one: where sums lie halfway between two codes, float32 takes the even one and no multiplier does.
    /// </summary>
    /// <param name="nearest">The multipliers nearest to the quotients of scales.</param>
    /// <param name="f32">The code that ONNX Runtime gives a pair.</param>
    /// <param name="a">Codes of the first operand, 8 bits; likewise the other.</param>
    public static DyadicAdd? Find(DyadicAdd nearest, Func<int, int, int> f32, CodeRange a, CodeRange b)
    {
        // A move changes a sum by less than this, so that only pairs whose sum is so near to the border of a code can change.
        long reach = MaxUnits * (long)(a.High - a.Low + b.High - b.Low), half = 1L << (nearest.Shift - 1), mask = 2 * half - 1;
        var near = new List<(int A, int B, int Code)>();
        for (int x = a.Low; x <= a.High; x++)
        {
            for (int y = b.Low; y <= b.High; y++)
            {
                long sum = (long)(x - nearest.ZeroPointA) * nearest.MultiplierA + (long)(y - nearest.ZeroPointB) * nearest.MultiplierB;
                long above = (sum + half) & mask;
                int code = f32(x, y);
                if (above < reach || above > mask - reach)
                {
                    near.Add((x, y, code));
                }
                else if (nearest.Apply(x, y) != code)
                {
                    return null;
                }
            }
        }
        foreach ((int da, int db) in Moves)
        {
            DyadicAdd moved = nearest with { MultiplierA = nearest.MultiplierA + da, MultiplierB = nearest.MultiplierB + db };
            if (moved.MultiplierA >= 0 && moved.MultiplierB >= 0 && near.TrueForAll(p => moved.Apply(p.A, p.B) == p.Code))
            {
                return moved;
            }
        }
        return null;
    }

    /// <summary>Moves of both multipliers, the shortest first.</summary>
    static readonly (int A, int B)[] Moves =
    [
        .. from a in Enumerable.Range(-MaxUnits, 2 * MaxUnits + 1)
           from b in Enumerable.Range(-MaxUnits, 2 * MaxUnits + 1)
           orderby a * a + b * b, a, b
           select (a, b),
    ];
}
