namespace Qcc.Data.Synthetic;

/// <summary>
/// Pictures of noise with the spectrum of natural ones: power falls with the square of the frequency (Field, "Relations
/// between the statistics of natural images and the response properties of cortical cells", 1987), which is equal power in
/// each octave. White noise would vanish in the first pooling and stride.
/// </summary>
static class OctaveNoise
{
    /// <summary>How much of a channel is common to all of them: colours of natural pictures are strongly correlated.</summary>
    const float Common = 0.95f;

    /// <summary>Channels one after the other, rows of <paramref name="width"/>; mean 0, variance 1 over many pictures.</summary>
    public static float[] Picture(Xoshiro random, int channels, int height, int width)
    {
        float[] luminance = Plane(random, height, width);
        var picture = new float[channels * height * width];
        float own = MathF.Sqrt(1 - Common * Common);
        for (int c = 0; c < channels; c++)
        {
            float[] colour = channels == 1 ? luminance : Plane(random, height, width);
            Span<float> plane = picture.AsSpan(c * height * width, height * width);
            for (int i = 0; i < plane.Length; i++)
            {
                plane[i] = channels == 1 ? luminance[i] : Common * luminance[i] + own * colour[i];
            }
        }
        return picture;
    }

    static float[] Plane(Xoshiro random, int height, int width)
    {
        var plane = new float[height * width];
        int octaves = 1;
        for (int cell = Math.Max(height, width); cell > 1; cell /= 2, octaves++)
        {
            AddOctave(plane, random, height, width, cell);
        }
        AddOctave(plane, random, height, width, 1);
        float scale = 1 / MathF.Sqrt(octaves);
        foreach (ref float v in plane.AsSpan())
        {
            v *= scale;
        }
        return plane;
    }

    /// <summary>Random values at the corners of cells, blended between them; blending loses variance, which is given back.</summary>
    static void AddOctave(float[] plane, Xoshiro random, int height, int width, int cell)
    {
        int columns = width / cell + 2, rows = height / cell + 2;
        var corners = new float[rows * columns];
        foreach (ref float corner in corners.AsSpan())
        {
            corner = random.Normal();
        }
        for (int y = 0; y < height; y++)
        {
            (int row, float down) = (y / cell, (y % cell) / (float)cell);
            float gainY = Gain(down);
            for (int x = 0; x < width; x++)
            {
                (int column, float right) = (x / cell, (x % cell) / (float)cell);
                int at = row * columns + column;
                float top = corners[at] + (corners[at + 1] - corners[at]) * right;
                float bottom = corners[at + columns] + (corners[at + columns + 1] - corners[at + columns]) * right;
                plane[y * width + x] += (top + (bottom - top) * down) * gainY * Gain(right);
            }
        }
    }

    static float Gain(float t) => 1 / MathF.Sqrt((1 - t) * (1 - t) + t * t);
}
