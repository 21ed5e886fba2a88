using Qcc.Codegen.C.Memory;
using Qcc.Codegen.C.Text;
using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Ops.Integer;

namespace Qcc.Codegen.C.Layers;

/// <summary>Operators that move elements: loops over the result whose operand 0 is the input and operand 1 the result.</summary>
static class MovementLayers
{
    public static void Transpose(Layer layer)
    {
        long[] y = Sizes.Of(layer.Result), from = LoopNest.Strides(layer.SizesOf(0)), to = LoopNest.Strides(y);
        IReadOnlyList<long> order = layer.Node.Ints("perm") ?? [.. Enumerable.Range(0, y.Length).Reverse().Select(a => (long)a)];
        Copy(layer, y.Select((size, i) => new Loop(size, [from[order[i]], to[i]])));
    }

    public static void Slice(Layer layer)
    {
        long[] x = layer.SizesOf(0), y = Sizes.Of(layer.Result), from = LoopNest.Strides(x), to = LoopNest.Strides(y);
        long offset = 0;
        foreach (SliceRange range in SliceRange.Of(layer.Node, x.Length)!)
        {
            offset += range.Clamped(x[range.Axis]).Start * from[range.Axis];
            from[range.Axis] *= range.Step;
        }
        Copy(layer, y.Select((size, i) => new Loop(size, [from[i], to[i]])), offset);
    }

    public static void Split(Layer layer)
    {
        long[] from = LoopNest.Strides(layer.SizesOf(0));
        int axis = Shape.Axis(layer.Node.Int("axis", 0), from.Length)!.Value;
        long offset = 0;
        for (int part = 0; part < layer.Node.Outputs.Count; part++)
        {
            long[] y = Sizes.Of(layer.Node.Outputs[part]!), to = LoopNest.Strides(y);
            Copy(layer, y.Select((size, i) => new Loop(size, [from[i], to[i]])), offset, 0, part);
            offset += y[axis] * from[axis];
        }
    }

    /// <summary>Copies the parts that do not lie in the result already.</summary>
    public static void Concat(Layer layer, Placement placement)
    {
        long[] to = LoopNest.Strides(Sizes.Of(layer.Result));
        int axis = Shape.Axis(layer.Node.Int("axis", 0), to.Length)!.Value;
        long offset = 0;
        for (int part = 0; part < layer.Node.Inputs.Count; part++)
        {
            long[] x = layer.SizesOf(part), from = LoopNest.Strides(x);
            if (!placement.IsAt(layer.Node.Input(part)!, layer.Result, offset * layer.ResultType.Width()))
            {
                Copy(layer, x.Select((size, i) => new Loop(size, [from[i], to[i]])), 0, offset, 0, part);
            }
            offset += x[axis] * to[axis];
        }
    }

    public static void Expand(Layer layer) => Copy(layer, LoopNest.Broadcast(Sizes.Of(layer.Result), layer.SizesOf(0)));

    public static void Tile(Layer layer)
    {
        long[] x = layer.SizesOf(0), y = Sizes.Of(layer.Result), from = LoopNest.Strides(x), to = LoopNest.Strides(y);
        Copy(layer, x.SelectMany((size, i) => new Loop[] { new(y[i] / size, [0, to[i] * size]), new(size, [from[i], to[i]]) }));
    }

    /// <summary>The value everywhere, then what of the input lies inside.</summary>
    public static void Pad(Layer layer)
    {
        long[] x = layer.SizesOf(0), y = Sizes.Of(layer.Result), from = LoopNest.Strides(x), to = LoopNest.Strides(y);
        PadAmounts pads = PadAmounts.Of(layer.Node, x.Length)!;
        CCode value = layer.Node.Input(2) is null ? layer.Constant("pad", layer.ResultType, [0]) : layer.Read(2);
        layer.Body.Line($"{layer.Kernel("fill", layer.ResultType)}({layer.Write()}, {Sizes.Count(layer.Result)}, {value});");
        var loops = new List<Loop>();
        long read = 0, written = 0;
        for (int i = 0; i < x.Length; i++)
        {
            long cut = Math.Max(0, -pads.Begin[i]), begin = Math.Max(0, pads.Begin[i]);
            loops.Add(new Loop(Math.Min(x[i] - cut, y[i] - begin), [from[i], to[i]]));
            (read, written) = (read + cut * from[i], written + begin * to[i]);
        }
        if (loops.All(l => l.Size > 0))
        {
            Copy(layer, loops, read, written);
        }
    }

    public static void DepthToSpace(Layer layer)
    {
        long[] x = layer.SizesOf(0), y = Sizes.Of(layer.Result), from = Steps(x), to = Steps(y);
        long block = layer.Node.Int("blocksize", 1), depth = y[1];
        // Channel of block place k and channel d: k·depth + d, or d·block² + k.
        (long place, long channel) = layer.Node.Text("mode", "DCR") == "DCR" ? (depth, 1L) : (1L, block * block);
        Copy(layer,
        [
            new(x[0], [from[0], to[0]]), new(depth, [channel * from[1], to[1]]), new(x[2], [from[2], to[2] * block]), new(block, [place * block * from[1], to[2]]),
            new(x[3], [from[3], to[3] * block]), new(block, [place * from[1], to[3]]),
        ]);
    }

    public static void SpaceToDepth(Layer layer)
    {
        long[] x = layer.SizesOf(0), y = Sizes.Of(layer.Result), from = Steps(x), to = Steps(y);
        long block = layer.Node.Int("blocksize", 1);
        Copy(layer,
        [
            new(x[0], [from[0], to[0]]), new(block, [from[2], block * x[1] * to[1]]), new(block, [from[3], x[1] * to[1]]), new(x[1], [from[1], to[1]]),
            new(y[2], [from[2] * block, to[2]]), new(y[3], [from[3] * block, to[3]]),
        ]);
    }

    /// <summary>Nearest neighbours: the axes that change are read at places from a table.</summary>
    public static void Resize(Layer layer)
    {
        long[] x = layer.SizesOf(0), y = Sizes.Of(layer.Result), from = Steps(x), to = Steps(y);
        Copy(layer, y.Select((size, i) => size == x[i]
            ? new Loop(size, [from[i], to[i]])
            : new Loop(size, [0, to[i]], layer.Places("places", NearestIndices.Of(layer.Node, i, x[i], size).Select(n => n * from[i])))));
    }

    /// <summary>Indices from a constant are places; others are read when the network runs.</summary>
    public static void Gather(Layer layer)
    {
        long[] x = layer.SizesOf(0);
        int axis = Shape.Axis(layer.Node.Int("axis", 0), x.Length)!.Value;
        long outer = Sizes.Product(x.Take(axis)), inner = Sizes.Product(x.Skip(axis + 1)), count = Sizes.Count(layer.Node.Input(1)!);
        if (layer.Node.Constant(1) is { } indices)
        {
            CName places = layer.Places("places", indices.ToInt64().Select(i => (i < 0 ? i + x[axis] : i) * inner));
            Copy(layer, [new(outer, [x[axis] * inner, count * inner]), new(count, [0, inner], places), new(inner, [1, 1])]);
            return;
        }
        layer.Body.Line($"{layer.Kernel("gather", layer.TypeOf(1))}({layer.Read(0)}, {outer}, {x[axis]}, {inner * layer.ResultType.Width()}, {layer.Read(1)}, {count}, {layer.Write()});");
    }

    /// <summary>Strides, also along axes of size one.</summary>
    static long[] Steps(long[] sizes) => [.. sizes.Select((_, i) => Sizes.Product(sizes.Skip(i + 1)))];

    static void Copy(Layer layer, IEnumerable<Loop> loops, long read = 0, long written = 0, int output = 0, int input = 0)
    {
        CCode from = CCode.Plus(layer.Read(input), $"{read}"), to = CCode.Plus(layer.Write(output), $"{written}");
        ElementType type = layer.Result.TensorType!.Element;
        LoopNest.Write(layer.Body, LoopNest.Merged(loops, 2), "i", inner =>
        {
            (CCode x, CCode y, Loop loop) = (CCode.Plus(from, inner.Offsets[0]), CCode.Plus(to, inner.Offsets[1]), inner.Loop);
            layer.Body.Line(
                loop.Places is { } places ? CCode.Of($"{layer.Kernel("pick", type)}({x}, {places}, {y}, {loop.Steps[1]}, {loop.Size});")
                : loop.Steps is [1, 1] || loop.Size == 1 ? CCode.Of($"memcpy({y}, {x}, {loop.Size * type.Width()});")
                : $"{layer.Kernel("copy", type)}({x}, {loop.Steps[0]}, {y}, {loop.Steps[1]}, {loop.Size});");
        });
    }
}
