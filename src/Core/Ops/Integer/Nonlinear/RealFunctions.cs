namespace Qcc.Core.Ops.Integer.Nonlinear;

/// <summary>
/// Functions of <see cref="Real"/> by argument reduction and power series, relative error below 2^-160 (absolute for sine and cosine). Beyond
/// ±2^20 the exponential stays where it is: no scale that float32 can hold makes a code of what lies there.
/// </summary>
public static class RealFunctions
{
    // Terms below this share of the sum no longer change 160 bits.
    const int Negligible = Real.Precision;
    static readonly Real Limit = Real.One.Scale(20);

    /// <summary>ln 2 = 2·artanh(1/3).</summary>
    public static Real Ln2 { get; } = 2 * OddSeries(Real.One / 3, Real.One / 9);

    /// <summary>π = 16·arctan(1/5) - 4·arctan(1/239) (Machin).</summary>
    public static Real Pi { get; } = 16 * OddSeries(Real.One / 5, -Real.One / 25) - 4 * OddSeries(Real.One / 239, -Real.One / (239 * 239));

    /// <summary>e^x = 2^k·(e^(r/256))^256, x = k·ln2 + r.</summary>
    public static Real Exp(Real x)
    {
        x = Max(Min(x, Limit), -Limit);
        int k = (int)(x / Ln2).RoundToEven();
        Real r = (x - k * Ln2).Scale(-8), sum = Real.One, term = Real.One;
        for (int i = 1; term.Sign != 0 && term.Magnitude > -Negligible; i++)
        {
            term = term * r / i;
            sum += term;
        }
        for (int i = 0; i < 8; i++)
        {
            sum *= sum;
        }
        return sum.Scale(k);
    }

    /// <summary>The natural logarithm, by Halley's steps on e^y = x; for x ≤ 0 the limit -2^20.</summary>
    public static Real Log(Real x)
    {
        if (x.Sign <= 0)
        {
            return -Limit;
        }
        int k = x.Magnitude;
        Real m = x.Scale(-k), y = Real.Of(Math.Log(m.ToDouble()));
        for (int i = 0; i < 2; i++)
        {
            Real e = Exp(y);
            y += 2 * (m - e) / (m + e);
        }
        return y + k * Ln2;
    }

    /// <summary>erf(x) = 2/√π·e^(-x²)·Σ 2^i·x^(2i+1)/(2i+1)!!, whose terms have one sign; ±1 beyond 12, where erfc is below 2^-210.</summary>
    public static Real Erf(Real x)
    {
        if (Abs(x) > 12)
        {
            return x.Sign;
        }
        Real square = x * x, sum = x, term = x;
        for (int i = 1; term.Sign != 0 && term.Magnitude > sum.Magnitude - Negligible; i++)
        {
            term = 2 * term * square / (2 * i + 1);
            sum += term;
        }
        return 2 * sum * Exp(-square) / Pi.Sqrt();
    }

    /// <summary>tanh(x) = (e^2x - 1)/(e^2x + 1); for |x| below 2^-8 by the quotient of sinh's and cosh's series.</summary>
    public static Real Tanh(Real x)
    {
        if (x.Magnitude > -8)
        {
            Real e = Exp(2 * x);
            return (e - 1) / (e + 1);
        }
        Real square = x * x, term = x, odd = x, even = Real.One, factor = Real.One;
        for (int i = 1; term.Sign != 0 && term.Magnitude > odd.Magnitude - Negligible; i++)
        {
            factor = factor * square / (2 * i * (2 * i - 1));
            even += factor;
            term = x * factor / (2 * i + 1);
            odd += term;
        }
        return odd / even;
    }

    /// <summary>sin x, after reduction to |r| ≤ π.</summary>
    public static Real Sin(Real x)
    {
        Real r = x - Real.Of((x / (2 * Pi)).RoundToEven()) * 2 * Pi, square = r * r, sum = r, term = r;
        for (int i = 1; term.Sign != 0 && term.Magnitude > -Negligible; i++)
        {
            term = -term * square / (2 * i * (2 * i + 1));
            sum += term;
        }
        return sum;
    }

    /// <summary>cos x = sin(x + π/2).</summary>
    public static Real Cos(Real x) => Sin(x + Pi / 2);

    /// <summary>arctan x = 8·arctan(y), y from three half-angle steps x/(1 + √(1 + x²)), each of which leaves |y| below 1/4 at last; ±π/2 far out.</summary>
    public static Real Atan(Real x)
    {
        if (x.Magnitude > Real.Precision)
        {
            return x.Sign * Pi / 2;
        }
        Real y = x;
        for (int i = 0; i < 3; i++)
        {
            y /= 1 + (1 + y * y).Sqrt();
        }
        return 8 * OddSeries(y, -(y * y));
    }

    /// <summary>x^p: by repeated multiplication for an integer p of at most 64, else e^(p·ln x), for x ≤ 0 the limit at 0.</summary>
    public static Real Pow(Real x, double power)
    {
        if (power == Math.Floor(power) && Math.Abs(power) <= 64)
        {
            Real product = Real.One;
            for (int i = 0; i < Math.Abs(power); i++)
            {
                product *= x;
            }
            return power < 0 ? Reciprocal(product) : product;
        }
        return x.Sign > 0 ? Exp(Real.Of(power) * Log(x)) : power > 0 ? Real.Zero : Reciprocal(Real.Zero);
    }

    /// <summary>1/x; 2^2000 at zero, which saturates every code.</summary>
    public static Real Reciprocal(Real x) => x.Sign == 0 ? Real.One.Scale(2000) : Real.One / x;

    public static Real Abs(Real x) => x.Sign < 0 ? -x : x;

    public static Real Min(Real a, Real b) => a < b ? a : b;

    public static Real Max(Real a, Real b) => a > b ? a : b;

    /// <summary>x·Σ ratio^i/(2i + 1).</summary>
    static Real OddSeries(Real x, Real ratio)
    {
        Real sum = Real.Zero, power = x;
        for (int i = 0; power.Sign != 0 && power.Magnitude > x.Magnitude - Negligible; i++)
        {
            sum += power / (2 * i + 1);
            power *= ratio;
        }
        return sum;
    }
}
