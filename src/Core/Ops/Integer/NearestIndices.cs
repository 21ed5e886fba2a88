using Qcc.Core.Ir;

namespace Qcc.Core.Ops.Integer;

/// <summary>Which element a Resize in mode "nearest" copies to each place along an axis.</summary>
public static class NearestIndices
{
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
                "round_prefer_ceil" => MathF.Round(x, MidpointRounding.AwayFromZero),
                _ => x == MathF.Floor(x) + 0.5f ? MathF.Floor(x) : MathF.Round(x, MidpointRounding.AwayFromZero),
            };
            indices[i] = Math.Clamp((long)nearest, 0, from - 1);
        }
        return indices;
    }
}
