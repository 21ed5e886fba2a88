namespace Qcc.Data.Pictures;

/// <summary>
/// Weights that make pixels of a scaled row from pixels of the row: a triangle around the target pixel's centre, as wide as a
/// pixel of the coarser of both rows (bilinear with antialiasing, as Pillow's ImagingResample does it, without its rounding).
/// </summary>
/// <param name="First">The first source pixel of each target pixel.</param>
/// <param name="Weights">Their weights; they add up to 1.</param>
sealed record Resampling(int[] First, float[][] Weights)
{
    /// <param name="source">Pixels of the row.</param>
    /// <param name="scaled">Pixels of the scaled row.</param>
    /// <param name="offset">The first pixel of the scaled row that is wanted.</param>
    /// <param name="count">How many are wanted.</param>
    public static Resampling Of(int source, int scaled, int offset, int count)
    {
        var first = new int[count];
        var weights = new float[count][];
        double ratio = (double)source / scaled, support = Math.Max(ratio, 1);
        for (int i = 0; i < count; i++)
        {
            double centre = (i + offset + 0.5) * ratio;
            int low = Math.Max(0, (int)(centre - support + 0.5)), high = Math.Min(source, (int)(centre + support + 0.5));
            double[] triangle = [.. Enumerable.Range(low, high - low).Select(x => Math.Max(0, 1 - Math.Abs((x + 0.5 - centre) / support)))];
            double sum = triangle.Sum();
            first[i] = low;
            weights[i] = [.. triangle.Select(w => (float)(w / sum))];
        }
        return new(first, weights);
    }

    /// <summary>Scales a picture: red, green, blue one after the other for each pixel, 0..255.</summary>
    public static float[] Scale(Picture picture, Resampling across, Resampling down)
    {
        int width = across.First.Length, height = down.First.Length;
        int top = down.First[0], bottom = down.First[^1] + down.Weights[^1].Length;
        var rows = new float[(bottom - top) * width * 3];
        for (int y = top; y < bottom; y++)
        {
            across.Row(picture.Rgba.AsSpan(y * picture.Width * 4), rows.AsSpan((y - top) * width * 3, width * 3));
        }
        var result = new float[width * height * 3];
        for (int y = 0; y < height; y++)
        {
            Span<float> target = result.AsSpan(y * width * 3, width * 3);
            for (int k = 0; k < down.Weights[y].Length; k++)
            {
                ReadOnlySpan<float> row = rows.AsSpan((down.First[y] + k - top) * width * 3, width * 3);
                float weight = down.Weights[y][k];
                for (int i = 0; i < target.Length; i++)
                {
                    target[i] += row[i] * weight;
                }
            }
        }
        return result;
    }

    void Row(ReadOnlySpan<byte> rgba, Span<float> target)
    {
        for (int x = 0; x < First.Length; x++)
        {
            float red = 0, green = 0, blue = 0;
            for (int k = 0; k < Weights[x].Length; k++)
            {
                ReadOnlySpan<byte> pixel = rgba.Slice((First[x] + k) * 4, 3);
                float weight = Weights[x][k];
                red += pixel[0] * weight;
                green += pixel[1] * weight;
                blue += pixel[2] * weight;
            }
            (target[x * 3], target[x * 3 + 1], target[x * 3 + 2]) = (red, green, blue);
        }
    }
}
