using System.Collections.Immutable;
using Qcc.Core.Ir;
using Qcc.Core.Quantization;

namespace Qcc.Core.Ops.Integer.Nonlinear;

/// <summary>
/// A unary function of a 16-bit value by linear interpolation between 2^k + 1 entries (docs/integer-arithmetic.md 4.2). With w = 16 - k:
/// i = (q - lo) >> w, r = (q - lo) &amp; (2^w - 1), T[j] = RNE(f(x_j)/s_y·2^G), G = 8 (16-bit output) or 16 (8-bit),
/// code = clamp(z_y + RS(T[i] + RS((T[i+1] - T[i])·r, w), G)).
/// Rounding: half up, twice. Saturation: entries at ±(2^30 - 1), codes at the output's type. Widths: entries s32, their difference times r s64
/// below 2^47. Error: at most h²·max|f''|/(8·s_y) + 1/2 + 2^-7 steps, h = 2^w·s_x; the measured one is <see cref="MaxError"/>.
/// </summary>
/// <param name="SegmentsLog2">k, 1..16.</param>
/// <param name="GuardBits">G.</param>
/// <param name="Entries">T, 2^k + 1 of them.</param>
/// <param name="MaxError">The largest error over all 65 536 inputs, in output steps, the saturated true value taken.</param>
public sealed record InterpolatedTable(string Function, QuantParams Input, QuantParams Output, int SegmentsLog2, int GuardBits, ImmutableArray<int> Entries, double MaxError)
    : UnaryForm(Function, Input, Output)
{
    const long EntryLimit = (1L << 30) - 1;

    public override int Bytes => Entries.Length * sizeof(int);

    /// <summary>
    /// The error that the segments of 5.1 hold: 0.55 steps for 8-bit output (256 segments for every common function in ±8), 0.9 for 16-bit
    /// output (512, tanh 2048).
    /// </summary>
    public static double DefaultBudget(ElementType output) => output.BitWidth() == 8 ? 0.55 : 0.9;

    /// <summary>
    /// The table with the least k whose measured error is within the budget; where none up to <paramref name="maxSegmentsLog2"/> is, as for
    /// 1/x about zero, the one with the most segments.
    /// </summary>
    /// <param name="function">f, or a chain of functions.</param>
    /// <param name="input">Parameters of x, u16 or s16, per tensor.</param>
    /// <param name="output">Parameters of y, of 8 or 16 bits, per tensor.</param>
    /// <param name="budget">Output steps, rounding included: above 1/2.</param>
    /// <param name="maxSegmentsLog2">1..16; with 16 every input has its own entry.</param>
    /// <exception cref="ArgumentException">A type is another one.</exception>
    public static InterpolatedTable Create(UnaryFunction function, QuantParams input, QuantParams output, double budget, int maxSegmentsLog2 = 12)
    {
        double[] exact = new double[65536];
        for (int i = 0; i < exact.Length; i++)
        {
            exact[i] = ErrorOf.Target(function, input.Type.Range().Low + i, input, output);
        }
        InterpolatedTable table;
        int k = 1;
        do
        {
            table = WithSegments(function, input, output, k);
            table = table with { MaxError = table.Measure(exact) };
        }
        while (table.MaxError > budget && k++ < maxSegmentsLog2);
        return table;
    }

    /// <summary>The table with 2^k segments; its error is not measured (NaN).</summary>
    public static InterpolatedTable WithSegments(UnaryFunction function, QuantParams input, QuantParams output, int segmentsLog2)
    {
        RequireOutput(output);
        if (input.Type is not (ElementType.U16 or ElementType.S16) || segmentsLog2 is < 1 or > 16)
        {
            throw new ArgumentException($"2^1 to 2^16 segments divide u16 or s16, not 2^{segmentsLog2} {input.Type.Name()}");
        }
        int guardBits = 24 - output.Type.BitWidth(), width = 16 - segmentsLog2;
        long low = input.Type.Range().Low;
        return new(function.Name, input, output, segmentsLog2, guardBits, [.. Enumerable.Range(0, (1 << segmentsLog2) + 1)
            .Select(j => (int)function.RoundedSteps(low + ((long)j << width), input, output, guardBits, -EntryLimit, EntryLimit))], double.NaN);
    }

    public override int Apply(int code)
    {
        int offset = code - (int)Input.Type.Range().Low, width = 16 - SegmentsLog2;
        int i = offset >> width, r = offset & ((1 << width) - 1);
        long difference = Width.Signed((long)Entries[i + 1] - Entries[i], 32);
        long value = Width.Signed(Entries[i] + Rounding.Shift(Width.Signed(difference * r, 48), width), 32);
        return Codes.Clamp(Output.ZeroPoint + Rounding.Shift(value, GuardBits));
    }

    double Measure(double[] exact)
    {
        int low = (int)Input.Type.Range().Low;
        double largest = 0;
        for (int i = 0; i < exact.Length; i++)
        {
            largest = Math.Max(largest, Math.Abs(Apply(low + i) - exact[i]));
        }
        return largest;
    }

    public bool Equals(InterpolatedTable? other) => base.Equals(other) && SegmentsLog2 == other.SegmentsLog2 && Entries.AsSpan().SequenceEqual(other.Entries.AsSpan());

    public override int GetHashCode() => HashCode.Combine(base.GetHashCode(), SegmentsLog2);
}
