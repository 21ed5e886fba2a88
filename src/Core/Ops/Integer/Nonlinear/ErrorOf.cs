using Qcc.Core.Ir;
using Qcc.Core.Quantization;

namespace Qcc.Core.Ops.Integer.Nonlinear;

/// <summary>Errors of an integer form against float64 of the dequantized input, in output steps; the true value is held to the output's range.</summary>
/// <param name="Max">The largest.</param>
/// <param name="Mean">The mean over the inputs.</param>
/// <param name="Off">Share of the codes that are not the correctly rounded ones.</param>
public readonly record struct ErrorOf(double Max, double Mean, double Off)
{
    /// <summary>Over every code of the input's type, of at most 16 bits.</summary>
    public static ErrorOf Form(UnaryForm form, UnaryFunction function)
    {
        (long low, long high) = form.Input.Type.Range();
        var tally = new ErrorTally();
        for (long code = low; code <= high; code++)
        {
            tally.Add(form.Apply((int)code), Target(function, code, form.Input, form.Output));
        }
        return tally.Total;
    }

    /// <summary>Of a softmax over rows of scores.</summary>
    public static ErrorOf Rows(IntegerSoftmax softmax, IEnumerable<int[]> rows)
    {
        var tally = new ErrorTally();
        foreach (int[] row in rows)
        {
            var codes = new int[row.Length];
            softmax.Apply(row, codes);
            double scale = softmax.Exponential.Scale, max = row.Max(), sum = row.Sum(q => Math.Exp((q - max) * scale));
            for (int i = 0; i < row.Length; i++)
            {
                double steps = Math.ScaleB(Math.Exp((row[i] - max) * scale) / sum, softmax.OutputBits);
                tally.Add(codes[i], Math.Clamp(steps + softmax.Codes.ZeroPoint, softmax.Codes.Low, softmax.Codes.High));
            }
        }
        return tally.Total;
    }

    /// <summary>Of a normalization over rows of codes.</summary>
    public static ErrorOf Rows(IntegerNorm norm, NormReference reference, QuantParams output, IEnumerable<int[]> rows)
    {
        (long low, long high) = output.Type.Range();
        var tally = new ErrorTally();
        foreach (int[] row in rows)
        {
            var codes = new int[row.Length];
            norm.Apply(row, codes);
            double[] exact = reference.Of(row);
            for (int i = 0; i < row.Length; i++)
            {
                tally.Add(codes[i], Math.Clamp(exact[i] / output.Scale + output.ZeroPoint, low, high));
            }
        }
        return tally.Total;
    }

    /// <summary>clamp(f(s_x·(q - z_x))/s_y + z_y) without rounding.</summary>
    internal static double Target(UnaryFunction function, long code, QuantParams input, QuantParams output)
    {
        (long low, long high) = output.Type.Range();
        return Math.Clamp(function.At((code - input.ZeroPoint) * (double)input.Scale) / output.Scale + output.ZeroPoint, low, high);
    }
}
