using Qcc.Core.Ir;

namespace Qcc.Core.Ops.Integer;

/// <summary>Where a Resize reads for each place of its result (ONNX, operator Resize; float32 as ONNX Runtime computes it).</summary>
public static class SourceCoordinates
{
    /// <summary>The modes that are known here.</summary>
    static readonly string[] Modes = ["half_pixel", "pytorch_half_pixel", "align_corners", "asymmetric"];

    /// <summary>Why the node's coordinates are not known here, or null.</summary>
    public static string? Refusal(Node node) => Modes.Contains(ModeOf(node)) ? null : $"coordinate_transformation_mode is {ModeOf(node)}";

    /// <summary>The place in the input, of <paramref name="from"/> elements, that place <paramref name="i"/> of <paramref name="to"/> comes from.</summary>
    public static float Of(Node node, int axis, long from, long to, long i)
    {
        float scale = node.Constant(2) is { Element: ElementType.F32 } scales && scales.Count > axis ? scales.Floats[axis] : (float)to / from;
        return scale == 1 ? i : ModeOf(node) switch
        {
            "asymmetric" => i / scale,
            "align_corners" => to == 1 ? 0 : (float)i * (from - 1) / (to - 1),
            "pytorch_half_pixel" when to == 1 => 0,
            _ => (i + 0.5f) / scale - 0.5f,
        };
    }

    static string ModeOf(Node node) => node.Text("coordinate_transformation_mode", "half_pixel");
}
