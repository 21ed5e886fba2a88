using Qcc.Core.Ir;

namespace Qcc.Core.Ops.Integer;

/// <summary>Functions as tables (docs/integer-arithmetic.md 4).</summary>
static class TableSemantics
{
    /// <summary>T[q - lo], lo the least code of the input's type (4.1).</summary>
    public static IReadOnlyList<Tensor> Lookup(Node node, IReadOnlyList<Tensor?> inputs)
    {
        (Tensor x, Tensor table) = (inputs[0]!, inputs[1]!);
        int[] entries = IntegerValues.Of(table), values = IntegerValues.Of(x);
        int least = (int)x.Element.Range().Low;
        return [IntegerValues.Pack(table.Element, Array.ConvertAll(values, q => entries[q - least]), x.Shape)];
    }

    /// <summary>
    /// i = (q + 2^15) >> w, r = (q + 2^15) mod 2^w, w = 16 - segment bits: clamp(z + RS(T[i] + RS((T[i+1] - T[i])·r, w), G)) (4.2).
    /// </summary>
    public static IReadOnlyList<Tensor> Interpolate(Node node, IReadOnlyList<Tensor?> inputs)
    {
        (Tensor x, Tensor table) = (inputs[0]!, inputs[1]!);
        int[] entries = IntegerValues.Of(table), values = IntegerValues.Of(x);
        int width = 16 - (int)node.Int("segment_bits", 0), guard = (int)node.Int("guard_bits", 0);
        CodeRange codes = RequantizeSemantics.CodesOf(node);
        int[] result = Array.ConvertAll(values, q =>
        {
            (int segment, long rest) = ((q + 32768) >> width, (q + 32768) & ((1 << width) - 1));
            long between = Rounding.Shift(checked(((long)entries[segment + 1] - entries[segment]) * rest), width);
            return codes.Clamp(codes.ZeroPoint + Rounding.Shift(entries[segment] + between, guard));
        });
        return [IntegerValues.Pack((ElementType)node.Int("to", 0), result, x.Shape)];
    }
}
