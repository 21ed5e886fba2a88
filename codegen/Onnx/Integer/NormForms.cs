using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Ops.Integer;

namespace Qcc.Codegen.Onnx.Integer;

/// <summary>
/// LayerNormalization and RmsNormalization over the last axis as functions (docs/integer-arithmetic.md 5.5). G and H are gains and offsets, attribute
/// epsilon is e, guard_bits G of the law, shift c + 22. The root is that of f64, exact below 2^52.
/// </summary>
static class NormForms
{
    /// <summary>RS(spread, -2G) + e, the variance with its guard bits; spread is not negative.</summary>
    static readonly FunctionText Variance = new("GuardedVariance", "", """
        graph GuardedVariance(%spread) -> (%V) {
          %guard = Constant() {value_int=$guard_bits}
          %twice = Add(%guard, %guard)
          %left = Max(%twice, s64[]{0})
          %negated = Sub(s64[]{0}, %twice)
          %right = Max(%negated, s64[]{0})
          %leftBits = Cast(%left) {to=13}
          %word = Cast(%spread) {to=13}
          %scaled = BitShift(%word, %leftBits) {direction="LEFT"}
          %wide = Cast(%scaled) {to=7}
          %rounded = qcc.RoundingShift(%wide, %right)
          %epsilon = Constant() {value_int=$epsilon}
          %V = Add(%rounded, %epsilon)
        }
        """)
    { Calls = [Parts.RoundingShift] };

    /// <summary>
    /// D / √V in Q22. h = floor((64 - L) / 2) = j + 6 shifts V to 63 or 64 bits, and 12 back gives V·4^j rounded down.
    /// </summary>
    static readonly FunctionText Normalized = new("Normalized", "", """
        graph Normalized(%V, %D) -> (%N) {
          %length = qcc.BitLength(%V)
          %free = Sub(s64[]{64}, %length)
          %freeBits = Cast(%free) {to=13}
          %h = BitShift(%freeBits, u64[]{1}) {direction="RIGHT"}
          %twice = BitShift(%h, u64[]{1}) {direction="LEFT"}
          %word = Cast(%V) {to=13}
          %raised = BitShift(%word, %twice) {direction="LEFT"}
          %scaled = BitShift(%raised, u64[]{12}) {direction="RIGHT"}
          %radicand = Cast(%scaled) {to=11}
          %root = Sqrt(%radicand)
          %floor = Floor(%root)
          %S = Cast(%floor) {to=7}
          %inverse = Div(s64[]{72057594037927936}, %S)
          %product = Mul(%D, %inverse)
          %guard = Constant() {value_int=$guard_bits}
          %down = Cast(%h) {to=7}
          %withGuard = Add(%down, %guard)
          %shift = Sub(s64[]{40}, %withGuard)
          %N = qcc.RoundingShift(%product, %shift)
        }
        """)
    { Calls = [Parts.BitLength, Parts.RoundingShift] };

    /// <summary>The function that a LayerNormalization calls; no zero point of X is needed.</summary>
    public static FunctionText LayerNormalization(Node node) => Form(IntegerOperators.LayerNormalization, FitsS32(node), hasOffsets: true, """
          %q = Cast(%X) {to=7}
          %n = Shape(%X) {start=-1}
          %A = ReduceSum(%q, s64[1]{-1}) {keepdims=1}
          %B = ReduceSumSquare(%q, s64[1]{-1}) {keepdims=1}
          %nB = Mul(%n, %B)
          %AA = Mul(%A, %A)
          %spread = Sub(%nB, %AA)
          %nq = Mul(%n, %q)
          %D = Sub(%nq, %A)
        """);

    /// <summary>The function that an RmsNormalization calls.</summary>
    public static FunctionText RmsNormalization(Node node) => Form(IntegerOperators.RmsNormalization, FitsS32(node), node.Input(2) is not null, """
          %wide = Cast(%X) {to=7}
          %zero = Constant() {value_int=$x_zero_point}
          %q = Sub(%wide, %zero)
          %n = Shape(%X) {start=-1}
          %B = ReduceSumSquare(%q, s64[1]{-1}) {keepdims=1}
          %spread = Mul(%n, %B)
          %D = Mul(%n, %q)
        """);

    static FunctionText Form(Operator norm, bool fitsS32, bool hasOffsets, string moments) => new(norm.Name, (hasOffsets ? "" : "unbiased") + (fitsS32 ? "" : "64"), $$"""
        graph {{norm.Name}}(%X, %G{{(hasOffsets ? ", %H" : "")}}) -> (%Y) {
        {{moments}}
          %V = qcc.GuardedVariance(%spread) {guard_bits=$guard_bits, epsilon=$epsilon}
          %N = qcc.Normalized(%V, %D) {guard_bits=$guard_bits}
          %gains = Cast(%G) {to=7}
          %gained = Mul(%N, %gains)
          %sum = {{(hasOffsets ? "Add(%gained, %H)" : "Identity(%gained)")}}
          %shift = Constant() {value_int=$shift}
          %quotient = qcc.RoundingShift(%sum, %shift)
        {{Parts.Saturated(fitsS32)}}}
        """)
    { Calls = [Variance, Normalized, Parts.RoundingShift, fitsS32 ? Parts.Saturate32 : Parts.Saturate], Implements = norm };

    /// <summary>Whether the codes fit s32 before they are clamped: |N| is at most √n·2^22.</summary>
    static bool FitsS32(Node node)
    {
        if (node.Constant(1) is not { } gains || (node.Input(2) is not null && node.Constant(2) is null))
        {
            return false;
        }
        Int128 normalized = (Int128)Math.Ceiling(Math.Sqrt(gains.Count) * (1 << 22)) + 1;
        return Parts.FitsS32(normalized * Greatest(gains.ToInt64()) + Greatest(node.Constant(2)?.ToInt64() ?? []), (int)node.Int("shift", 0));
    }

    static Int128 Greatest(long[] values) => values.Select(v => Int128.Abs(v)).DefaultIfEmpty(0).Max();
}
