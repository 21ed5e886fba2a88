using Qcc.Codegen.C.Memory;
using Qcc.Codegen.C.Text;
using Qcc.Core.Ir;

namespace Qcc.Codegen.C.Layers;

/// <summary>Operators that work element by element.</summary>
static class ElementwiseLayers
{
    public static void Requantize(Layer layer)
    {
        var constants = RequantizerConstants.Of(layer.Node);
        constants.Write(layer, layer.Node, (1, 0));
        long outer = Sizes.Count(layer.Result) / (constants.Count * constants.Inner);
        (long channels, long inner) = constants.Count == 1 ? (1L, Sizes.Count(layer.Result)) : (constants.Count, constants.Inner);
        CName kernel = layer.Kernel("rescale", layer.TypeOf(0), layer.ResultType);
        layer.Body.Line($"{kernel}({layer.Read(0)}, {layer.Node.Int("x_zero_point", 0)}, {(constants.Count == 1 ? 1 : outer)}, {channels}, {inner}, &requantizer, {layer.Write()});");
    }

    public static void Add(Layer layer)
    {
        Node node = layer.Node;
        (long a, long b, long shift) = (node.Int("a_multiplier", 0), node.Int("b_multiplier", 0), node.Int("shift", 0));
        long largest = Largest(layer, 0, "a_zero_point") * Math.Abs(a) + Largest(layer, 1, "b_zero_point") * Math.Abs(b);
        bool narrow = shift is >= 1 and <= 30 && largest + (1L << (int)(shift - 1)) <= int.MaxValue;
        layer.Body.Line($"static const qcc_addition constants = {{{node.Int("a_zero_point", 0)}, {node.Int("b_zero_point", 0)}, {a}, {b}, {shift}, {CodesOf(node)}}};");
        Binary(layer, layer.Kernel(narrow ? "add32" : "add", layer.TypeOf(0), layer.TypeOf(1), layer.ResultType), $", &constants");
    }

    public static void Mul(Layer layer)
    {
        Node node = layer.Node;
        CCode numbers = CCode.List(new[] { "a_zero_point", "b_zero_point", "multiplier", "shift" }.Select(name => CCode.Of($"{node.Int(name, 0)}")));
        layer.Body.Line($"static const qcc_product constants = {{{numbers}, {CodesOf(node)}}};");
        Binary(layer, layer.Kernel("mul", layer.TypeOf(0), layer.TypeOf(1), layer.ResultType), $", &constants");
    }

    public static void Max(Layer layer) => Fold(layer, layer.Kernel("maximum", layer.ResultType));

    public static void Min(Layer layer) => Fold(layer, layer.Kernel("minimum", layer.ResultType));

    public static void Lookup(Layer layer) => layer.Body.Line(
        $"{layer.Kernel("lookup", layer.TypeOf(0), layer.ResultType)}({layer.Read(0)}, {layer.Read(1)}, {layer.TypeOf(0).Range().Low}, {Sizes.Count(layer.Result)}, {layer.Write()});");

    public static void Interpolate(Layer layer)
    {
        Node node = layer.Node;
        layer.Body.Line($"static const qcc_curve curve = {{{layer.Read(1)}, {node.Int("segment_bits", 0)}, {node.Int("guard_bits", 0)}, {CodesOf(node)}}};");
        layer.Body.Line($"{layer.Kernel("interpolate", layer.TypeOf(0), layer.ResultType)}({layer.Read(0)}, &curve, {Sizes.Count(layer.Result)}, {layer.Write()});");
    }

    /// <summary>Modulo 2^bits (docs/integer-arithmetic.md 3.10): C says so for unsigned types, and a signed one that is too narrow goes by way of them.</summary>
    public static void Cast(Layer layer)
    {
        (ElementType from, ElementType to) = (layer.TypeOf(0), layer.ResultType);
        bool wraps = to is ElementType.S8 or ElementType.S16 or ElementType.S32 && from != ElementType.Bool
            && (from == ElementType.S64 || from.Range().Low < to.Range().Low || from.Range().High > to.Range().High);
        CName kernel = layer.Kernel(to == ElementType.Bool ? "truth" : wraps ? "wrap" : "cast", from, to);
        CCode half = wraps ? CCode.Of($", {1L << (to.BitWidth() - 1)}") : CCode.Of($"");
        layer.Body.Line($"{kernel}({layer.Read(0)}, {Sizes.Count(layer.Result)}{half}, {layer.Write()});");
    }

    /// <summary>Zero point, least and greatest code of a result.</summary>
    internal static CCode CodesOf(Node node) => $"{node.Int("zero_point", 0)}, {node.Int("low", 0)}, {node.Int("high", 0)}";

    /// <summary>The largest |q - z| of an input.</summary>
    static long Largest(Layer layer, int input, string zeroPoint)
    {
        (long low, long high) = layer.TypeOf(input).Range();
        long z = layer.Node.Int(zeroPoint, 0);
        return Math.Max(Math.Abs(low - z), Math.Abs(high - z));
    }

    static void Binary(Layer layer, CName kernel, CCode constants)
    {
        List<Loop> loops = LoopNest.Merged(LoopNest.Broadcast(Sizes.Of(layer.Result), layer.SizesOf(0), layer.SizesOf(1)), 3);
        Lines(layer, loops, kernel, (layer.Read(0), layer.Read(1), layer.Write()), constants);
    }

    /// <summary>kernel(a, a step, b, b step, count, constants, y) along the innermost loop; one that steps by more than one gets a loop of its own.</summary>
    static void Lines(Layer layer, List<Loop> loops, CName kernel, (CCode A, CCode B, CCode Y) at, CCode constants) =>
        LoopNest.Write(layer.Body, loops, "i", inner =>
        {
            CCode Operand(CCode pointer, int i) => CCode.Plus(pointer, inner.Offsets[i]);
            layer.Body.Line($"{kernel}({Operand(at.A, 0)}, {inner.Loop.Steps[0]}, {Operand(at.B, 1)}, {inner.Loop.Steps[1]}, {inner.Loop.Size}{constants}, {Operand(at.Y, 2)});");
        });

    /// <summary>y = f(f(x0, x1), x2) ...; a single input is copied.</summary>
    static void Fold(Layer layer, CName kernel)
    {
        long[] sizes = Sizes.Of(layer.Result);
        for (int i = 1; i < Math.Max(2, layer.Node.Inputs.Count); i++)
        {
            int second = Math.Min(i, layer.Node.Inputs.Count - 1);
            long[] first = i == 1 ? layer.SizesOf(0) : sizes;
            List<Loop> loops = LoopNest.Merged(LoopNest.Broadcast(sizes, first, layer.SizesOf(second)), 3);
            Lines(layer, loops, kernel, (i == 1 ? layer.Read(0) : layer.Write(), layer.Read(second), layer.Write()), $"");
        }
    }
}
