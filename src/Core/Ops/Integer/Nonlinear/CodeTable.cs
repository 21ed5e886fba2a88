using System.Collections.Immutable;
using Qcc.Core.Ir;
using Qcc.Core.Quantization;

namespace Qcc.Core.Ops.Integer.Nonlinear;

/// <summary>
/// A unary function of an 8-bit value as 256 codes (docs/integer-arithmetic.md 4.1): y = T[q - lo],
/// T[q - lo] = clamp(RNE(f(s_x·(q - z_x)) / s_y) + z_y).
/// Rounding: half to even, of the exact quotient. Saturation: the codes of the output's type. Inner width: the index's 8 bits; there is no
/// arithmetic that could overflow. Error: 1/2 step.
/// </summary>
/// <param name="Entries">T, 256 codes of the output, the first for the least input code.</param>
public sealed record CodeTable(string Function, QuantParams Input, QuantParams Output, ImmutableArray<int> Entries) : UnaryForm(Function, Input, Output)
{
    public override int Bytes => Entries.Length * Output.Type.BitWidth() / 8;

    /// <summary>The table of a function, or of a chain of them (<see cref="UnaryFunction.Then"/>): one rounding for the whole chain.</summary>
    /// <param name="function">f.</param>
    /// <param name="input">Parameters of x, u8 or s8, per tensor.</param>
    /// <param name="output">Parameters of y, of 8 or 16 bits, per tensor.</param>
    /// <exception cref="ArgumentException">A type is another one.</exception>
    public static CodeTable Create(UnaryFunction function, QuantParams input, QuantParams output)
    {
        RequireOutput(output);
        if (input.Type.BitWidth() != 8 || !IsByteOrWord(input.Type))
        {
            throw new ArgumentException($"a table of 256 codes is indexed by u8 or s8, not {input.Type.Name()}");
        }
        long low = input.Type.Range().Low;
        return new(function.Name, input, output, [.. Enumerable.Range(0, 256).Select(i => function.Code(low + i, input, output))]);
    }

    public override int Apply(int code) => Entries[code - (int)Input.Type.Range().Low];

    public bool Equals(CodeTable? other) => base.Equals(other) && Entries.AsSpan().SequenceEqual(other.Entries.AsSpan());

    public override int GetHashCode() => base.GetHashCode();
}
