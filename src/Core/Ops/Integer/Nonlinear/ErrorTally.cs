namespace Qcc.Core.Ops.Integer.Nonlinear;

/// <summary>Collects errors of codes.</summary>
public sealed class ErrorTally
{
    double _max, _sum;
    long _count, _off;

    /// <summary>One more code, beside the true value in steps, held to the codes' range.</summary>
    public void Add(long code, double exact)
    {
        double error = Math.Abs(code - exact);
        _max = Math.Max(_max, error);
        _sum += error;
        _off += code == (long)Math.Round(exact, MidpointRounding.ToEven) ? 0 : 1;
        _count++;
    }

    /// <summary>All so far; zeros before the first.</summary>
    public ErrorOf Total => _count == 0 ? default : new(_max, _sum / _count, (double)_off / _count);
}
