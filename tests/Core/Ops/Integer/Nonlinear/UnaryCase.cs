using Qcc.Core.Ir;
using Qcc.Core.Ops.Integer.Nonlinear;
using Qcc.Core.Quantization;

namespace Qcc.Core.Tests.Ops.Integer.Nonlinear;

/// <summary>Parameters as a quantizer would choose them.</summary>
static class UnaryCase
{
    /// <summary>Codes of the type for the range [low, high], which is widened to hold zero.</summary>
    public static QuantParams For(ElementType type, double low, double high)
    {
        (long least, long most) = type.Range();
        (low, high) = (Math.Min(low, 0), Math.Max(high, 0));
        float scale = high > low ? (float)((high - low) / (most - least)) : 1;
        return QuantParams.PerTensor(type, scale, (int)Math.Clamp(Math.Round(least - low / scale), least, most));
    }

    /// <summary>Parameters of the function's values over all codes of the input.</summary>
    public static QuantParams ImageOf(UnaryFunction function, QuantParams input, ElementType type)
    {
        (long least, long most) = input.Type.Range();
        double low = 0, high = 0;
        for (long q = least; q <= most; q++)
        {
            double y = function.At((q - input.ZeroPoint) * (double)input.Scale);
            if (double.IsFinite(y))
            {
                (low, high) = (Math.Min(low, y), Math.Max(high, y));
            }
        }
        return For(type, low, high);
    }
}
