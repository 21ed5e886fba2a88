using Qcc.Core.Ir;

namespace Qcc.Core.Ops.Integer;

/// <summary>Which element a Resize in mode "nearest" copies to each place along an axis.</summary>
public static class NearestIndices
{
    /// <summary>How near to the middle between two elements ONNX Runtime 1.31.1 takes a place for the middle (measured; its coordinates are float32).</summary>
    const float Middle = 1e-6f;

    /// <summary>Why the node copies no known elements, or null.</summary>
    public static string? Refusal(Node node) => node.Text("mode", "nearest") != "nearest" ? "interpolates" : SourceCoordinates.Refusal(node);

    /// <summary>For each of <paramref name="to"/> places the element among <paramref name="from"/>.</summary>
    public static long[] Of(Node node, int axis, long from, long to)
    {
        string rounding = node.Text("nearest_mode", "round_prefer_floor");
        var indices = new long[to];
        for (long i = 0; i < to; i++)
        {
            float x = SourceCoordinates.Of(node, axis, from, to, i);
            float nearest = rounding switch
            {
                "floor" => MathF.Floor(x),
                "ceil" => MathF.Ceiling(x),
                _ when MathF.Abs(x - MathF.Floor(x) - 0.5f) > Middle => MathF.Round(x),
                "round_prefer_ceil" => MathF.Ceiling(x),
                _ => MathF.Floor(x),
            };
            indices[i] = Math.Clamp((long)nearest, 0, from - 1);
        }
        return indices;
    }
}
