using Qcc.Core.Ir;
using Qcc.Core.Ops;
using static Qcc.Core.Ops.ElementwiseOperators;

namespace Qcc.Passes.Recognize;

/// <summary>
/// A polynomial in two values x and f of the graph, of degree 3 in x and 1 in f: what Add, Sub, Mul, Div, Pow and Neg with numbers compute
/// from them, in whatever order they are written.
/// </summary>
sealed class Polynomial
{
    /// <summary>Operators between the value and x or f, at most; real formulas have six.</summary>
    const int Depth = 8;

    const int Degree = 3;

    // [i, j]: the coefficient of x^i · f^j.
    readonly double[,] _c = new double[Degree + 1, 2];

    Polynomial() { }

    /// <summary>c0 + c1·x + c2·x² + c3·x³ + f·(d0 + d1·x).</summary>
    public static Polynomial With(double c0 = 0, double c1 = 0, double c3 = 0, double d0 = 0, double d1 = 0)
    {
        var p = new Polynomial();
        (p._c[0, 0], p._c[1, 0], p._c[3, 0], p._c[0, 1], p._c[1, 1]) = (c0, c1, c3, d0, d1);
        return p;
    }

    /// <summary>The value as a polynomial in x and f, or null where it is none.</summary>
    public static Polynomial? Of(Value value, Value x, Value? f = null) => Of(value, x, f, Depth);

    /// <summary>The coefficient of x, to read a factor that formulas leave open.</summary>
    public double Linear => _c[1, 0];

    /// <summary>Whether all coefficients are those of a formula.</summary>
    public bool Is(Polynomial formula, ElementType element)
    {
        for (int i = 0; i <= Degree; i++)
        {
            for (int j = 0; j < 2; j++)
            {
                if (!Number.Is(_c[i, j], formula._c[i, j], element))
                {
                    return false;
                }
            }
        }
        return true;
    }

    static Polynomial? Of(Value value, Value x, Value? f, int depth)
    {
        if (ReferenceEquals(value, x) || ReferenceEquals(value, f))
        {
            return ReferenceEquals(value, x) ? With(c1: 1) : With(d0: 1);
        }
        if (Number.Of(value) is { } number)
        {
            // A constant of higher rank would change the rank of the result.
            return x.TensorType?.Rank is { } rank && value.Constant!.Rank <= rank ? With(c0: number) : value.Constant!.Rank == 0 ? With(c0: number) : null;
        }
        if (depth == 0 || value.Producer is not { } node || node.Input(0) is not { } first || Of(first, x, f, depth - 1) is not { } a)
        {
            return null;
        }
        if (node.Operator == Neg)
        {
            return a.Times(-1);
        }
        if (node.Operator == Pow)
        {
            return Number.Of(node.Input(1)) is 2 ? a.Times(a) : Number.Of(node.Input(1)) is 3 ? a.Times(a)?.Times(a) : null;
        }
        Operator op = node.Operator;
        if ((op != Add && op != Sub && op != Mul && op != Div) || node.Input(1) is not { } second || Of(second, x, f, depth - 1) is not { } b)
        {
            return null;
        }
        return op == Add ? a.Plus(b) : op == Sub ? a.Plus(b.Times(-1)) : op == Mul ? a.Times(b) : b.Constant is { } divisor and not 0 ? a.Times(1 / divisor) : null;
    }

    /// <summary>The value where neither x nor f matters, else null.</summary>
    double? Constant
    {
        get
        {
            for (int i = 0; i <= Degree; i++)
            {
                if (_c[i, 1] != 0 || (i > 0 && _c[i, 0] != 0))
                {
                    return null;
                }
            }
            return _c[0, 0];
        }
    }

    Polynomial Plus(Polynomial other)
    {
        var sum = new Polynomial();
        for (int i = 0; i <= Degree; i++)
        {
            (sum._c[i, 0], sum._c[i, 1]) = (_c[i, 0] + other._c[i, 0], _c[i, 1] + other._c[i, 1]);
        }
        return sum;
    }

    Polynomial Times(double factor)
    {
        var product = new Polynomial();
        for (int i = 0; i <= Degree; i++)
        {
            (product._c[i, 0], product._c[i, 1]) = (_c[i, 0] * factor, _c[i, 1] * factor);
        }
        return product;
    }

    /// <summary>Null where the product has powers that no formula here has.</summary>
    Polynomial? Times(Polynomial other)
    {
        var product = new Polynomial();
        for (int i = 0; i <= Degree; i++)
        {
            for (int k = 0; k <= Degree; k++)
            {
                if (i + k > Degree ? HasPower(i) && other.HasPower(k) : _c[i, 1] * other._c[k, 1] != 0)
                {
                    return null;
                }
                if (i + k <= Degree)
                {
                    product._c[i + k, 0] += _c[i, 0] * other._c[k, 0];
                    product._c[i + k, 1] += _c[i, 0] * other._c[k, 1] + _c[i, 1] * other._c[k, 0];
                }
            }
        }
        return product;
    }

    bool HasPower(int i) => _c[i, 0] != 0 || _c[i, 1] != 0;
}
