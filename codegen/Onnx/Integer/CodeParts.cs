using Qcc.Core.Ir;

namespace Qcc.Codegen.Onnx.Integer;

/// <summary>
/// Codes as the 8-bit numbers that ONNX Runtime's integer kernels multiply: x - z = Σ 2^shift·(part - z of the part). u8 is its own part, s8 becomes
/// x + 128, and s16, x + 32768, has a high and a low byte: there are no kernels of 16 bits, those for s8 × s8 are slow, and u8 × s8 saturates on
/// x64 processors without VNNI (docs/integer-arithmetic.md 7) where u8 × u8 is exact on all.
/// </summary>
/// <param name="Names">Values of the parts, the most significant first; their zero points are called likewise with "Zero" behind.</param>
/// <param name="Lines">The nodes that compute them, in the text form of graphs.</param>
sealed record CodeParts(IReadOnlyList<string> Names, string Lines)
{
    /// <summary>Splits an input of a function.</summary>
    /// <param name="type">u8, s8 or s16.</param>
    /// <param name="input">The input's name.</param>
    /// <param name="zeroPoint">The attribute that holds its zero point.</param>
    public static CodeParts Unsigned(ElementType type, string input, string zeroPoint) => type switch
    {
        ElementType.U8 => new([input], $$"""
              %{{input}}Attribute = Constant() {value_int=${{zeroPoint}}}
              %{{input}}Zero = Cast(%{{input}}Attribute) {to=2}

            """),
        ElementType.S8 => new([$"{input}Byte"], $$"""
              %{{input}}Attribute = Constant() {value_int=${{zeroPoint}}}
              %{{input}}Lifted = Add(%{{input}}Attribute, s64[]{128})
              %{{input}}ByteZero = Cast(%{{input}}Lifted) {to=2}
              %{{input}}Bits = Cast(%{{input}}) {to=2}
              %{{input}}Byte = Add(%{{input}}Bits, u8[]{128})

            """),
        ElementType.S16 => new([$"{input}High", $"{input}Low"], $$"""
              %{{input}}Attribute = Constant() {value_int=${{zeroPoint}}}
              %{{input}}LiftedZero = Add(%{{input}}Attribute, s64[]{32768})
              %{{input}}ZeroBits = Cast(%{{input}}LiftedZero) {to=12}
              %{{input}}ZeroHighBits = BitShift(%{{input}}ZeroBits, u32[]{8}) {direction="RIGHT"}
              %{{input}}HighZero = Cast(%{{input}}ZeroHighBits) {to=2}
              %{{input}}LowZero = Cast(%{{input}}ZeroBits) {to=2}
              %{{input}}Bits = Cast(%{{input}}) {to=12}
              %{{input}}Lifted = Add(%{{input}}Bits, u32[]{32768})
              %{{input}}HighBits = BitShift(%{{input}}Lifted, u32[]{8}) {direction="RIGHT"}
              %{{input}}High = Cast(%{{input}}HighBits) {to=2}
              %{{input}}Low = Cast(%{{input}}Lifted) {to=2}

            """),
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "codes are u8, s8 or s16"),
    };

    /// <summary>An s8 factor as it is, where no pair of its numbers saturates.</summary>
    public static CodeParts Signed(string input, string zeroPoint) => new([input], $$"""
          %{{input}}Attribute = Constant() {value_int=${{zeroPoint}}}
          %{{input}}Zero = Cast(%{{input}}Attribute) {to=3}

        """);

    /// <summary>Σ 2^(8·place)·term, Horner's way, modulo 2^32: the sum of a product's parts. The last line defines <paramref name="result"/>.</summary>
    /// <param name="terms">A value for each place, the most significant first.</param>
    public static string Combine(IReadOnlyList<string> terms, string result)
    {
        string sum = terms[0], lines = "";
        for (int i = 1; i < terms.Count; i++)
        {
            string next = i == terms.Count - 1 ? result : $"{result}{i}";
            lines += $$"""
                  %{{next}}Shifted = Mul(%{{sum}}, s32[]{256})
                  %{{next}} = Add(%{{next}}Shifted, %{{terms[i]}})

                """;
            sum = next;
        }
        return terms.Count > 1 ? lines : $"  %{result} = Identity(%{sum})\n";
    }
}
