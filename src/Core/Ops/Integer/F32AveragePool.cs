namespace Qcc.Core.Ops.Integer;

/// <summary>
/// QLinearAveragePool of ONNX Runtime: float32 sum of fl(s_x·(q - z_x)) over the taps in the order of rows, divided by their count,
/// clamp(RNE(fl(fl(v / s_y) + z_y))). Not the integer form of docs/integer-arithmetic.md 3.4: the order of the sum matters.
/// </summary>
public sealed record F32AveragePool(float InputScale, int InputZeroPoint, float OutputScale, CodeRange Codes)
{
    /// <param name="taps">Codes inside the input, row by row.</param>
    /// <param name="count">What the sum is divided by: the taps, or all positions of the window.</param>
    public int Apply(ReadOnlySpan<int> taps, int count)
    {
        float sum = 0;
        foreach (int tap in taps)
        {
            float value = InputScale * (tap - InputZeroPoint);
            sum += value;
        }
        float mean = sum / count;
        float code = mean / OutputScale;
        code += Codes.ZeroPoint;
        return Codes.Clamp((long)MathF.Round(code, MidpointRounding.ToEven));
    }
}
