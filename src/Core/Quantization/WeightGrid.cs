namespace Qcc.Core.Quantization;

/// <summary>
/// Which numbers the codes q of a layer's weights stand for: (q - z)·s, with one scale s (and zero point z) for each block of inputs of each output
/// channel (docs/algorithms.md C25). Codes are -2^(bits - 1) to 2^(bits - 1) - 1.
/// </summary>
/// <param name="Bits">Bits of a code.</param>
/// <param name="BlockSize">Neighbouring inputs that share a scale; the last block of a channel may have fewer. <see cref="WholeChannel"/>: all of them do.</param>
/// <param name="Scales">[N, blocks], finite and not zero; a negative one turns the range of the codes around.</param>
/// <param name="ZeroPoints">z + 2^(bits - 1), [N, blocks]; null where all are that of code 0.</param>
public sealed record WeightGrid(int Bits, int BlockSize, float[] Scales, byte[]? ZeroPoints = null)
{
    /// <summary>Sizes of blocks that kernels take.</summary>
    public static IReadOnlyList<int> BlockSizes { get; } = [16, 32, 64, 128];

    /// <summary><see cref="BlockSize"/> of a scale for each output channel.</summary>
    public const int WholeChannel = 0;

    /// <summary>Whether products of a weight-only layer are computed in int8, of inputs that the kernel quantizes in blocks itself; otherwise in float.</summary>
    public bool MultipliesInInt8 { get; init; }

    /// <summary>2^(bits - 1): what is added to a code to store it without a sign.</summary>
    public int Offset => 1 << (Bits - 1);

    /// <summary>Blocks of a channel of that many inputs.</summary>
    public int Blocks(int depth) => (depth + BlockSize - 1) / BlockSize;

    /// <summary>Whether weights [K, N] could have this grid and these codes.</summary>
    public bool Accepts(ReadOnlySpan<sbyte> codes, int outputs, int depth)
    {
        if (Bits is not (4 or 8) || !BlockSizes.Contains(BlockSize))
        {
            return false;
        }
        int blocks = outputs * Blocks(depth), offset = Offset;
        if (codes.Length != (long)outputs * depth || Scales.Length != blocks || (ZeroPoints is { } z && z.Length != blocks))
        {
            return false;
        }
        foreach (sbyte code in codes)
        {
            if (code < -offset || code >= offset)
            {
                return false;
            }
        }
        return Scales.All(s => s != 0 && float.IsFinite(s)) && ZeroPoints?.All(z => z < 2 * offset) != false;
    }

    /// <summary>Whether layers of a scale for each output channel could have this grid and these codes (null: the nearest ones).</summary>
    public bool AcceptsChannels(ReadOnlySpan<sbyte> codes, long channels)
    {
        if (Bits != 4)
        {
            return false;
        }
        int offset = Offset;
        foreach (sbyte code in codes)
        {
            if (code < -offset || code >= offset)
            {
                return false;
            }
        }
        return BlockSize == WholeChannel && ZeroPoints is null && Scales.Length == channels && Scales.All(s => s > 0 && float.IsFinite(s));
    }

    /// <summary>Whether two grids are the same, null ones included.</summary>
    public static bool Equal(WeightGrid? a, WeightGrid? b) => ReferenceEquals(a, b)
        || (a is not null && b is not null && a.Bits == b.Bits && a.BlockSize == b.BlockSize && a.MultipliesInInt8 == b.MultipliesInInt8 && a.Scales.AsSpan().SequenceEqual(b.Scales)
            && a.ZeroPoints is null == b.ZeroPoints is null && a.ZeroPoints.AsSpan().SequenceEqual(b.ZeroPoints));
}
