using Qcc.Core.Ir;

namespace Qcc.Data.Synthetic;

/// <summary>
/// What a first Conv, Gemm or MatMul tells of its input. Where a batch normalization follows, mean and deviation are chosen so
/// that the layer's outputs have the statistics that training has seen; else the layer's outputs should be of moderate size.
/// </summary>
static class FirstLayer
{
    /// <summary>Responses within this factor of 1 do not contradict a deviation of 1.</summary>
    const float Moderate = 8;

    public static Reals? Profile(Node layer, Affine affine)
    {
        if (LinearResponse.Of(layer) is not { } response)
        {
            return null;
        }
        float[] unit = response.UnitDeviations();
        if (layer.Output.Uses is [{ Node: { Operator.Name: "BatchNormalization" } norm, Index: 0 }] && Statistics(norm) is { } seen && seen.Mean.Length == unit.Length)
        {
            float ratio = Median(seen.Std.Zip(unit, (s, u) => s / u));
            float[] mean = response.MeanFor(seen.Mean, seen.Std);
            return ratio > 0 ? affine.Inverse(mean, [ratio]) : null;
        }
        if (affine.MovesMean)
        {
            return affine.Inverse([0], [1]);
        }
        if (affine.Scales)
        {
            return affine.Inverse([0.45f], [0.25f], 0, 1);
        }
        float size = Median(unit);
        return size is 0 or (> 1 / Moderate and < Moderate) ? new Reals([0], [1]) : new Reals([0], [1 / size]);
    }

    /// <summary>Mean and deviation of a batch normalization's input as training has seen it.</summary>
    public static (float[] Mean, float[] Std)? Statistics(Node norm) =>
        Constants.Floats(norm.Input(3)) is { } mean && Constants.Floats(norm.Input(4)) is { } variance && mean.Length == variance.Length
            ? (mean, [.. variance.Select(v => MathF.Sqrt(Math.Max(v, 0) + norm.Float("epsilon", 1e-5f)))])
            : null;

    /// <summary>The middle of the finite positive values; 0 where there are none.</summary>
    static float Median(IEnumerable<float> values)
    {
        float[] sorted = [.. values.Where(v => v > 0 && float.IsFinite(v)).Order()];
        return sorted.Length == 0 ? 0 : sorted[sorted.Length / 2];
    }
}
