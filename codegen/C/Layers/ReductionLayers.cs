using Qcc.Codegen.C.Memory;
using Qcc.Codegen.C.Text;
using Qcc.Core.Ir;
using Qcc.Core.Ops;

namespace Qcc.Codegen.C.Layers;

/// <summary>Sums, greatest values and their places along axes.</summary>
static class ReductionLayers
{
    public static void Sum(Layer layer)
    {
        Node node = layer.Node;
        int rank = layer.SizesOf(0).Length;
        int[] axes = [.. node.Ints("axes")!.Select(a => Shape.Axis(a, rank)!.Value)];
        CCode code;
        if (layer.Step.Requantize is { } requantize)
        {
            var constants = RequantizerConstants.Of(requantize);
            constants.Write(layer, requantize, (1, 0));
            CCode index = constants.Count == 1 ? CCode.Of($"0") : constants.Inner == 1 ? CCode.Of($"o % {constants.Count}") : $"o / {constants.Inner} % {constants.Count}";
            code = $"({layer.ResultType})qcc_requantize(&requantizer, qcc_s32(sum), {index})";
        }
        else
        {
            code = $"qcc_s32(sum)";
        }
        CName kernel = layer.Kernel("sum", layer.TypeOf(0));
        Reduce(layer, axes, $"uint32_t sum = 0;", (at, step, count) => $"sum += {kernel}({at}, {step}, {count}, {node.Int("x_zero_point", 0)});", code);
    }

    public static void ReduceMax(Layer layer)
    {
        CName kernel = layer.Kernel("greatest", layer.TypeOf(0));
        CCode first = $"{layer.TypeOf(0)} best = {(layer.TypeOf(0) == ElementType.S32 ? CCode.Of($"INT32_MIN") : $"{layer.TypeOf(0).Range().Low}")};";
        Reduce(layer, [.. Shape.ReducedAxes(layer.Node, layer.SizesOf(0).Length)!], first, (at, step, count) => $"best = {kernel}({at}, {step}, {count}, best);", $"best");
    }

    public static void ArgMax(Layer layer)
    {
        long[] x = layer.SizesOf(0);
        int axis = Shape.Axis(layer.Node.Int("axis", 0), x.Length)!.Value;
        CName kernel = layer.Kernel("arg_max", layer.TypeOf(0));
        layer.Body.Line($"{kernel}({layer.Read(0)}, {Sizes.Product(x.Take(axis))}, {x[axis]}, {Sizes.Product(x.Skip(axis + 1))}, {layer.Node.Int("select_last_index", 0)}, {layer.Write()});");
    }

    delegate CCode Partial(CCode at, long step, long count);

    /// <summary>For each kept place, in order: start, the partial results of the reduced places, the result.</summary>
    static void Reduce(Layer layer, int[] axes, CCode start, Partial partial, CCode result)
    {
        long[] x = layer.SizesOf(0), strides = LoopNest.Strides(x);
        List<Loop> kept = LoopNest.Merged(Enumerable.Range(0, x.Length).Where(i => !axes.Contains(i)).Select(i => new Loop(x[i], [strides[i]])), 1);
        List<Loop> reduced = LoopNest.Merged(Enumerable.Range(0, x.Length).Where(axes.Contains).Select(i => new Loop(x[i], [strides[i]])), 1);
        CCode from = layer.Read(0), to = layer.Write();
        layer.Body.Line($"int32_t o = 0;");
        LoopNest.Write(layer.Body, [.. kept, new Loop(1, [0])], "i", place =>
        {
            layer.Body.Line(start);
            LoopNest.Write(layer.Body, reduced, "r", line => layer.Body.Line(
                partial(CCode.Plus(from, LoopNest.Sum(place.Offsets[0], line.Offsets[0])), line.Loop.Steps[0], line.Loop.Size)));
            layer.Body.Line($"{to}[o] = {result};");
            layer.Body.Line($"o++;");
        });
    }
}
