using Qcc.Codegen.C.Memory;

namespace Qcc.Codegen.C;

/// <summary>What lies where in the arena, and when.</summary>
/// <param name="ArenaBytes">Size of the arena.</param>
/// <param name="LiveBytes">The largest sum of values that live at one time: no arena is smaller.</param>
/// <param name="Layers">The layers in the order in which they run, as messages name them.</param>
/// <param name="Buffers">What lies in the arena, in the order of their first layers.</param>
public sealed record MemoryPlan(long ArenaBytes, long LiveBytes, IReadOnlyList<string> Layers, IReadOnlyList<ArenaBuffer> Buffers)
{
    internal static MemoryPlan Of(Placement placement) => new(placement.Arena.Bytes, placement.Arena.Live, [.. placement.Steps.Select(s => s.Node.Label)],
        [.. placement.Buffers.Select((b, i) => new ArenaBuffer(b.Root.Name, placement.Arena.Offsets[i], b.Life.Bytes, b.Life.First, b.Life.Last))]);

    /// <summary>Bytes of the buffers that hold something while a layer runs.</summary>
    /// <param name="layer">Its place in <see cref="Layers"/>.</param>
    public long LiveAt(int layer) => Buffers.Where(b => b.LivesAt(layer)).Sum(b => b.Bytes);
}

/// <summary>A part of the arena.</summary>
/// <param name="Value">The value that it is named after; elementwise results can take its place later.</param>
/// <param name="Offset">Its first byte.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="First">The layer that writes it first, by its place in <see cref="MemoryPlan.Layers"/>.</param>
/// <param name="Last">The layer that reads it last; the number of layers where it is an output that is copied at the end.</param>
public sealed record ArenaBuffer(string Value, long Offset, long Bytes, int First, int Last)
{
    /// <summary>Whether it holds something while a layer runs.</summary>
    public bool LivesAt(int layer) => First <= layer && layer <= Last;
}
