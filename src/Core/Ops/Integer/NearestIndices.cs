using Qcc.Core.Ir;

namespace Qcc.Core.Ops.Integer;

/// <summary>Which element a Resize in mode "nearest" copies to each place along an axis (ONNX, operator Resize; float32 as ONNX Runtime computes it).</summary>
public static class NearestIndices
{
    /// <summary>The coordinate modes that this table knows.</summary>
    static readonly string[] Modes = ["half_pixel", "pytorch_half_pixel", "align_corners", "asymmetric"];

    /// <summary>Why the node's coordinates are not known here, or null.</summary>
    public static string? Refusal(Node node) => node.Text("mode", "nearest") != "nearest" ? "interpolates"
        : !Modes.Contains(node.Text("coordinate_transformation_mode", "half_pixel")) ? $"coordinate_transformation_mode is {node.Text("coordinate_transformation_mode", "")}"
        : null;

    /// <summary>For each of <paramref name="to"/> places the element among <paramref name="from"/>.</summary>
    public static long[] Of(Node node, int axis, long from, long to)
    {
        float scale = node.Constant(2) is { Element: ElementType.F32 } scales && scales.Count > axis ? scales.Floats[axis] : (float)to / from;
        string mode = node.Text("coordinate_transformation_mode", "half_pixel"), rounding = node.Text("nearest_mode", "round_prefer_floor");
        var indices = new long[to];
        for (long i = 0; i < to; i++)
        {
            float x = from == to ? i : mode switch
            {
                "asymmetric" => i / scale,
                "align_corners" => to == 1 ? 0 : (float)i * (from - 1) / (to - 1),
                "pytorch_half_pixel" when to == 1 => 0,
                _ => (i + 0.5f) / scale - 0.5f,
            };
            float nearest = rounding switch
            {
                "floor" => MathF.Floor(x),
                "ceil" => MathF.Ceiling(x),
                "round_prefer_ceil" => MathF.Floor(x + 0.5f),
                _ => x == MathF.Floor(x) + 0.5f ? MathF.Floor(x) : MathF.Round(x, MidpointRounding.AwayFromZero),
            };
            indices[i] = Math.Clamp((long)nearest, 0, from - 1);
        }
        return indices;
    }
}
