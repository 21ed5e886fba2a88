using Qcc.Core.Ir;

namespace Qcc.Data.Arrays;

/// <summary>Compares sizes with what a model wants.</summary>
static class ShapeFit
{
    /// <summary>Whether the sizes agree wherever the model tells one.</summary>
    public static bool Fits(IEnumerable<Dim> wanted, ReadOnlySpan<long> sizes)
    {
        int axis = 0;
        foreach (Dim dim in wanted)
        {
            if (axis >= sizes.Length || (dim.Size is { } size && size != sizes[axis]))
            {
                return false;
            }
            axis++;
        }
        return axis == sizes.Length;
    }

    /// <summary>A hint where the sizes would fit with the channels at the other end of the picture, else "".</summary>
    public static string LayoutHint(IReadOnlyList<Dim> wanted, long[] array)
    {
        if (wanted.Count != 4 || array.Length != 4)
        {
            return "";
        }
        if (Fits(wanted.Skip(1), [array[3], array[1], array[2]]))
        {
            return "it looks like NHWC, the model wants NCHW: transpose(0, 3, 1, 2)";
        }
        return Fits(wanted.Skip(1), [array[2], array[3], array[1]]) ? "it looks like NCHW, the model wants NHWC: transpose(0, 2, 3, 1)" : "";
    }
}
