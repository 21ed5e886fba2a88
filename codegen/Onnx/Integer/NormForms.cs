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

    /// <summary>LayerNormalization(X, G, H): no zero point of X is needed.</summary>
    public static readonly FunctionText LayerNormalization = new("LayerNormalization", "", """
        graph LayerNormalization(%X, %G, %H) -> (%Y) {
          %q = Cast(%X) {to=7}
          %n = Shape(%X) {start=-1}
          %A = ReduceSum(%q, s64[1]{-1}) {keepdims=1}
          %B = ReduceSumSquare(%q, s64[1]{-1}) {keepdims=1}
          %nB = Mul(%n, %B)
          %AA = Mul(%A, %A)
          %spread = Sub(%nB, %AA)
          %V = qcc.GuardedVariance(%spread) {guard_bits=$guard_bits, epsilon=$epsilon}
          %nq = Mul(%n, %q)
          %D = Sub(%nq, %A)
          %N = qcc.Normalized(%V, %D) {guard_bits=$guard_bits}
          %gains = Cast(%G) {to=7}
          %gained = Mul(%N, %gains)
          %sum = Add(%gained, %H)
          %shift = Constant() {value_int=$shift}
          %quotient = qcc.RoundingShift(%sum, %shift)
          %Y = qcc.Saturate(%quotient) {zero_point=$zero_point, low=$low, high=$high, to=$to}
        }
        """)
    { Calls = [Variance, Normalized, Parts.RoundingShift, Parts.Saturate] };

    /// <summary>RmsNormalization(X, G, H).</summary>
    public static readonly FunctionText RmsNormalization = Rms("", "%X, %G, %H", """
          %sum = Add(%gained, %H)
        """);

    /// <summary>RmsNormalization(X, G).</summary>
    public static readonly FunctionText UnbiasedRmsNormalization = Rms("unbiased", "%X, %G", """
          %sum = Identity(%gained)
        """);

    static FunctionText Rms(string overload, string inputs, string sum) => new("RmsNormalization", overload, $$"""
        graph RmsNormalization({{inputs}}) -> (%Y) {
          %wide = Cast(%X) {to=7}
          %zero = Constant() {value_int=$x_zero_point}
          %q = Sub(%wide, %zero)
          %n = Shape(%X) {start=-1}
          %B = ReduceSumSquare(%q, s64[1]{-1}) {keepdims=1}
          %spread = Mul(%n, %B)
          %V = qcc.GuardedVariance(%spread) {guard_bits=$guard_bits, epsilon=$epsilon}
          %D = Mul(%n, %q)
          %N = qcc.Normalized(%V, %D) {guard_bits=$guard_bits}
          %gains = Cast(%G) {to=7}
          %gained = Mul(%N, %gains)
        {{sum}}
          %shift = Constant() {value_int=$shift}
          %quotient = qcc.RoundingShift(%sum, %shift)
          %Y = qcc.Saturate(%quotient) {zero_point=$zero_point, low=$low, high=$high, to=$to}
        }
        """)
    { Calls = [Variance, Normalized, Parts.RoundingShift, Parts.Saturate] };
}
