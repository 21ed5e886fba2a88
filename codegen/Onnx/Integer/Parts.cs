using System.Globalization;

namespace Qcc.Codegen.Onnx.Integer;

/// <summary>
/// What the functions of the dialect are made of, shifts of signed integers above all. ONNX Runtime shifts u8, u32 and u64 alone, and its Min, Max and Clip on s64 are wrong from 2^31 on
/// (docs/integer-arithmetic.md 6.1, 6.2), so that sums are made non-negative before they are shifted, and clamped by comparisons or as s32.
/// </summary>
static class Parts
{
    /// <summary>
    /// RS(V, C) of s64, C ≥ 0. V + 2^(C-1) + 2^63 is non-negative and keeps the order; 2^63 is a multiple of 2^C, so that its share of the quotient is
    /// taken off behind the shift.
    /// </summary>
    public static readonly FunctionText RoundingShift = new("RoundingShift", "", """
        graph RoundingShift(%V, %C) -> (%R) {
          %c = Cast(%C) {to=13}
          %unit = BitShift(u64[]{1}, %c) {direction="LEFT"}
          %half = BitShift(%unit, u64[]{1}) {direction="RIGHT"}
          %up = Add(%half, u64[]{9223372036854775808})
          %v = Cast(%V) {to=13}
          %sum = Add(%v, %up)
          %shifted = BitShift(%sum, %c) {direction="RIGHT"}
          %down = BitShift(u64[]{9223372036854775808}, %c) {direction="RIGHT"}
          %quotient = Sub(%shifted, %down)
          %R = Cast(%quotient) {to=7}
        }
        """);

    /// <summary>clamp(zero_point + V, low, high) of s64 as codes of type "to".</summary>
    public static readonly FunctionText Saturate = new("Saturate", "", """
        graph Saturate(%V) -> (%Y) {
          %z = Constant() {value_int=$zero_point}
          %low = Constant() {value_int=$low}
          %high = Constant() {value_int=$high}
          %code = Add(%V, %z)
          %isBelow = Less(%code, %low)
          %atLeast = Where(%isBelow, %low, %code)
          %isAbove = Less(%high, %atLeast)
          %clamped = Where(%isAbove, %high, %atLeast)
          %Y = Cast(%clamped) {to=$to}
        }
        """);

    /// <summary>The same of s32, zero_point + V being one.</summary>
    public static readonly FunctionText Saturate32 = new("Saturate32", "", """
        graph Saturate32(%V) -> (%Y) {
          %zero = Constant() {value_int=$zero_point}
          %z = Cast(%zero) {to=6}
          %leastCode = Constant() {value_int=$low}
          %low = Cast(%leastCode) {to=6}
          %greatestCode = Constant() {value_int=$high}
          %high = Cast(%greatestCode) {to=6}
          %code = Add(%V, %z)
          %atLeast = Max(%code, %low)
          %clamped = Min(%atLeast, %high)
          %Y = Cast(%clamped) {to=$to}
        }
        """);

    /// <summary>T[x] for every integer x of X, which may have any sizes; below zero from the end of T.</summary>
    public static readonly FunctionText Elements = new("Elements", "", """
        graph Elements(%X, %T) -> (%Y) {
          %indices = Cast(%X) {to=6}
          %flat = Reshape(%indices, s64[1]{-1})
          %entries = GatherElements(%T, %flat)
          %sizes = Shape(%X)
          %Y = Reshape(%entries, %sizes)
        }
        """);

    /// <summary>
    /// The line that makes codes of %quotient, s64: by <see cref="Saturate32"/> where quotient and zero point fit s32, five times faster than by
    /// comparisons.
    /// </summary>
    public static string Saturated(bool fitsS32) => fitsS32
        ? """
              %quotient32 = Cast(%quotient) {to=6}
              %Y = qcc.Saturate32(%quotient32) {zero_point=$zero_point, low=$low, high=$high, to=$to}

            """
        : """
              %Y = qcc.Saturate(%quotient) {zero_point=$zero_point, low=$low, high=$high, to=$to}

            """;

    /// <summary>Whether RS(v, c) and a zero point fit s32 for every |v| up to a bound.</summary>
    public static bool FitsS32(Int128 bound, int shift) => (shift >= 0 ? bound >> shift : bound << -shift) < (1L << 31) - (1 << 17);

    /// <summary>Bits of s64 numbers from 1 to 2^62 - 1 along an axis of one: how many powers of two each reaches.</summary>
    public static readonly FunctionText BitLength = new("BitLength", "", $$"""
        graph BitLength(%V) -> (%L) {
          %reaches = GreaterOrEqual(%V, s64[62]{ {{string.Join(",", Enumerable.Range(0, 62).Select(i => (1L << i).ToString(CultureInfo.InvariantCulture)))}} })
          %ones = Cast(%reaches) {to=7}
          %L = ReduceSum(%ones, s64[1]{-1}) {keepdims=1}
        }
        """);

    /// <summary>
    /// (clamp(X, least, greatest)·M + offset) >> S of s32, in u64: the pre-clamped form of R31 (2.2). The sum is not negative; a multiple of 256 or 65536
    /// codes in offset, which a cast to fewer bits drops, sees to it for signed types.
    /// </summary>
    public static readonly FunctionText ScaledCode = Scaled("ScaledCode", 13);

    /// <summary>The same in u32, for small shifts.</summary>
    public static readonly FunctionText ScaledCode32 = Scaled("ScaledCode32", 12);

    /// <summary>(clamp(X, least, greatest) + offset) >> S of s32, in u32: multipliers are in X already.</summary>
    public static readonly FunctionText ShiftedCode = new("ShiftedCode", "", """
        graph ShiftedCode(%X, %S, %least, %greatest, %offset) -> (%Y) {
          %atLeast = Max(%X, %least)
          %clamped = Min(%atLeast, %greatest)
          %x = Cast(%clamped) {to=12}
          %up = Cast(%offset) {to=12}
          %sum = Add(%x, %up)
          %c = Cast(%S) {to=12}
          %code = BitShift(%sum, %c) {direction="RIGHT"}
          %Y = Cast(%code) {to=$to}
        }
        """);

    static FunctionText Scaled(string name, int word) => new(name, "", $$"""
        graph {{name}}(%X, %M, %S, %least, %greatest, %offset) -> (%Y) {
          %atLeast = Max(%X, %least)
          %clamped = Min(%atLeast, %greatest)
          %x = Cast(%clamped) {to={{word}}}
          %b = Cast(%M) {to={{word}}}
          %product = Mul(%x, %b)
          %up = Cast(%offset) {to={{word}}}
          %sum = Add(%product, %up)
          %c = Cast(%S) {to={{word}}}
          %code = BitShift(%sum, %c) {direction="RIGHT"}
          %Y = Cast(%code) {to=$to}
        }
        """);
}
