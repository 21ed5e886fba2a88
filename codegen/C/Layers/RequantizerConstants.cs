using Qcc.Codegen.C.Memory;
using Qcc.Codegen.C.Text;
using Qcc.Core.Ir;
using Qcc.Core.Ops.Integer;

namespace Qcc.Codegen.C.Layers;

/// <summary>
/// The constants of a Requantize (docs/integer-arithmetic.md 2.2, 2.3, 3.8) over the result's elements: element i takes number i / Inner % Count.
/// </summary>
/// <param name="Multipliers">b; empty for Pot.</param>
/// <param name="Below">b for negative accumulators; empty where it is the same.</param>
/// <param name="Shifts">c.</param>
/// <param name="Inner">Elements in a row that share a number.</param>
sealed record RequantizerConstants(long[] Multipliers, long[] Below, long[] Shifts, long Inner)
{
    public int Count => Shifts.Length;

    /// <summary>Why a Requantize cannot be written in C, or null.</summary>
    public static string? Refusal(Node node) => node.Text("arithmetic", "") switch
    {
        "R31" when node.Constant(1) is null || node.Constant(2) is null => "its multipliers or shifts are no constants",
        "Pot" when node.Constant(2) is null => "its shifts are no constants",
        "R31" or "Pot" when node.Input(3) is { IsConstant: false } => "its multipliers are no constants",
        "R31" or "Pot" when node.Input(0)!.TensorType!.Element == ElementType.S32 && node.Int("x_zero_point", 0) != 0 => "accumulators have no zero point",
        "R31" or "Pot" => null,
        "F32" => "arithmetic F32 needs floats; lower with R31",
        var other => $"arithmetic {other} is not known",
    };

    public static RequantizerConstants Of(Node node)
    {
        long[] sizes = Sizes.Of(node.Output);
        Tensor?[] given = [node.Text("arithmetic", "") == "R31" ? node.Constant(1) : null, node.Constant(3), node.Constant(2)];
        long[][] shapes = [.. given.Where(t => t is not null).Select(t => (long[])[.. Enumerable.Repeat(1L, Math.Max(0, sizes.Length - t!.Rank)), .. t.Shape])];
        int[] varied = [.. Enumerable.Range(0, sizes.Length).Where(axis => shapes.Any(s => s[axis] != 1))];
        (int first, int last) = varied.Length == 0 ? (0, -1) : (varied[0], varied[^1]);
        long[] block = sizes[first..(last + 1)];
        long[] Expanded(Tensor? constants) => constants is null ? [] : Expand(constants, sizes, first, block);
        var all = new RequantizerConstants(Expanded(given[0]), Expanded(given[1]), Expanded(given[2]), Sizes.Product(sizes.Skip(last + 1)));
        return all.IsUniform ? new([.. all.Multipliers.Take(1)], [.. all.Below.Take(1)], all.Shifts[..1], 1) : all;
    }

    bool IsUniform => new[] { Multipliers, Below, Shifts }.All(numbers => numbers.All(n => n == numbers[0]));

    /// <summary>One number for each place of the axes from <paramref name="first"/> on that <paramref name="block"/> has.</summary>
    static long[] Expand(Tensor constants, long[] sizes, int first, long[] block)
    {
        long[] numbers = constants.ToInt64(), shape = [.. Enumerable.Repeat(1L, Math.Max(0, sizes.Length - constants.Rank)), .. constants.Shape], strides = LoopNest.Strides(shape);
        var expanded = new long[Sizes.Product(block)];
        for (int i = 0; i < expanded.Length; i++)
        {
            (long rest, long index) = (i, 0);
            for (int axis = block.Length - 1; axis >= 0; axis--)
            {
                index += rest % block[axis] * strides[first + axis];
                rest /= block[axis];
            }
            expanded[i] = numbers[index];
        }
        return expanded;
    }

    /// <summary>
    /// The steps of channel and position with which a kernel finds the number of element [.., channel, position], positions of them a channel; null where it
    /// does not depend on them so.
    /// </summary>
    public (long Channel, long Position)? Steps(long channels, long positions) =>
        Count == 1 ? (0, 0)
        : Count == channels && Inner == positions ? (1, 0)
        : Count == positions && Inner == 1 ? (0, 1)
        : Count == channels * positions && Inner == 1 ? (positions, 1)
        : null;

    /// <summary>Writes the requantizer of a function as its static constant "requantizer".</summary>
    public void Write(Layer layer, Node node, (long Channel, long Position) steps)
    {
        CodeRange codes = new((int)node.Int("zero_point", 0), (int)node.Int("low", 0), (int)node.Int("high", 0));
        ElementType type = node.Output.TensorType!.Element;
        PreClamped[]? narrow = Narrow(codes, type);
        CCode form = narrow is not null ? $"QCC_NARROW" : Below.Length > 0 ? $"QCC_LEAKY" : Multipliers.Length > 0 ? $"QCC_WIDE" : (CCode)$"QCC_POWER";
        CCode Array(string hint, ElementType element, long[]? numbers) => numbers is { Length: > 0 } ? layer.Constant(hint, element, numbers) : $"NULL";
        CCode arrays = CCode.List(
        [
            Array("multiplier", ElementType.S32, Multipliers), Array("below", ElementType.S32, Below), Array("shift", ElementType.S8, Shifts),
            Array("first", ElementType.S32, narrow?.Select(n => (long)n.Low).ToArray()), Array("last", ElementType.S32, narrow?.Select(n => (long)n.High).ToArray()),
        ]);
        layer.Body.Line($"static const qcc_requantizer requantizer = {{{form}, {codes.ZeroPoint}, {codes.Low}, {codes.High}, {steps.Channel}, {steps.Position}, {arrays}, {type.Range().Low}}};");
    }

    /// <summary>
    /// The pre-clamped form where all channels have it in 32 bits, else null. Wider ones need a 64-bit product anyway, and 8 bytes a channel on top.
    /// </summary>
    PreClamped[]? Narrow(CodeRange codes, ElementType type)
    {
        if (Multipliers.Length == 0 || Below.Length > 0 || type.BitWidth() != 8 || codes.ZeroPoint < type.Range().Low || codes.ZeroPoint > type.Range().High)
        {
            return null;
        }
        PreClamped?[] forms = [.. Multipliers.Zip(Shifts).Select(n => PreClamped.Of(new R31Requantizer(new Dyadic((int)n.First, (int)n.Second), codes), (int)type.Range().Low))];
        return forms.All(f => f is { FitsUInt32: true, Scale.Multiplier: > 0 }) ? [.. forms.Select(f => f!)] : null;
    }

    /// <summary>Writes a requantizer that stores accumulators as they are.</summary>
    public static void WriteNone(Layer layer) =>
        layer.Body.Line($"static const qcc_requantizer requantizer = {{QCC_ACCUMULATOR, 0, 0, 0, 0, 0, NULL, NULL, NULL, NULL, NULL, 0}};");
}
