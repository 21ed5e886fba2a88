namespace Qcc.Data.Pictures;

/// <summary>A decoded picture: red, green, blue and alpha (not multiplied into the colours), a byte each, rows from the top.</summary>
sealed record Picture(int Width, int Height, byte[] Rgba);
