using Qcc.Core.Ir;
using Qcc.Core.Ops.Integer;

namespace Qcc.Codegen.Onnx.Integer;

/// <summary>
/// Requantize as functions: one an arithmetic, and for R31 and Pot the fast pre-clamped form where it gives the same codes, else the definition itself in
/// s64. What the pre-clamped form needs follows the node's own inputs: least, greatest and offset, of the multipliers' shape.
/// </summary>
static class RequantizeForm
{
    static readonly FunctionText R31 = PreClamped("R31", Parts.ScaledCode);
    static readonly FunctionText NarrowR31 = PreClamped("R31_32", Parts.ScaledCode32);

    static readonly FunctionText Leaky = new("Requantize", "R31_Leaky", """
        graph Requantize(%X, %M, %S, %L, %least, %greatest, %offset) -> (%Y) {
          %x = Cast(%X) {to=6}
          %isNegative = Less(%x, s32[]{0})
          %b = Where(%isNegative, %L, %M)
          %Y = qcc.ScaledCode(%x, %b, %S, %least, %greatest, %offset) {to=$to}
        }
        """)
    { Calls = [Parts.ScaledCode], Implements = IntegerOperators.Requantize };

    static readonly FunctionText Pot = new("Requantize", "Pot", """
        graph Requantize(%X, %M, %S, %L, %least, %greatest, %offset) -> (%Y) {
          %x = Cast(%X) {to=6}
          %Y = qcc.ShiftedCode(%x, %S, %least, %greatest, %offset) {to=$to}
        }
        """)
    { Calls = [Parts.ShiftedCode], Implements = IntegerOperators.Requantize };

    const string ProductR31 = """
          %b = Cast(%M) {to=7}
          %product = Mul(%x, %b)
          %quotient = qcc.RoundingShift(%product, %S)
        """;

    const string ProductLeaky = """
          %isNegative = Less(%x, s64[]{0})
          %below = Cast(%L) {to=7}
          %above = Cast(%M) {to=7}
          %b = Where(%isNegative, %below, %above)
          %product = Mul(%x, %b)
          %quotient = qcc.RoundingShift(%product, %S)
        """;

    const string ProductPot = """
          %up = Sub(s32[]{0}, %S)
          %left = Max(%up, s32[]{0})
          %right = Max(%S, s32[]{0})
          %leftBits = Cast(%left) {to=13}
          %word = Cast(%x) {to=13}
          %scaled = BitShift(%word, %leftBits) {direction="LEFT"}
          %product = Cast(%scaled) {to=7}
          %quotient = qcc.RoundingShift(%product, %right)
        """;

    // Rounding before the zero point is added, in float32 throughout, as 2.1 has it.
    static readonly FunctionText F32 = new("Requantize", "F32", """
        graph Requantize(%X, %M, %S, %L) -> (%Y) {
          %wide = Cast(%X) {to=6}
          %xZero = Constant() {value_int=$x_zero_point}
          %xZero32 = Cast(%xZero) {to=6}
          %x = Sub(%wide, %xZero32)
          %f = Cast(%x) {to=1}
          %product = Mul(%f, %M)
          %zero = Constant() {value_int=$zero_point}
          %low = Constant() {value_int=$low}
          %high = Constant() {value_int=$high}
          %z = Cast(%zero) {to=1}
          %leastCode = Sub(%low, %zero)
          %greatestCode = Sub(%high, %zero)
          %least = Cast(%leastCode) {to=1}
          %greatest = Cast(%greatestCode) {to=1}
          %atLeast = Max(%product, %least)
          %clamped = Min(%atLeast, %greatest)
          %rounded = Round(%clamped)
          %code = Add(%rounded, %z)
          %Y = Cast(%code) {to=$to}
        }
        """)
    { Implements = IntegerOperators.Requantize };

    /// <summary>The function that the node calls; it gets the inputs that the function needs.</summary>
    public static FunctionText Of(Node node)
    {
        if (node.Text("arithmetic", "") == "F32")
        {
            return F32;
        }
        bool isLeaky = node.Input(3) is not null, isPot = node.Text("arithmetic", "") == "Pot";
        (string name, string product) = isPot ? ("Pot", ProductPot) : isLeaky ? ("R31_Leaky", ProductLeaky) : ("R31", ProductR31);
        if (node.Input(2)?.Constant is not { } shifts || (!isPot && node.Input(1)?.Constant is null) || (isLeaky && (node.Constant(3) is null || node.Int("x_zero_point", 0) != 0)))
        {
            return Wide($"{name}_Wide64", product, fitsS32: false);
        }
        Channels channels = Channels.Of(node);
        int wordBits = isPot ? 32 : 64, maxShift = channels.Shifts.Max(), minShift = channels.Shifts.Min();
        if (minShift < 0 || maxShift > PreClamp.MaxShift(channels.To, wordBits) || channels.Clamps() is not { } clamps)
        {
            return channels.FitS32() ? Wide($"{name}_Wide", product, fitsS32: true) : Wide($"{name}_Wide64", product, fitsS32: false);
        }
        bool isNarrow = !isPot && !isLeaky && maxShift <= PreClamp.MaxShift(channels.To, 32);
        Append(node, channels, clamps);
        return isPot ? Pot : isLeaky ? Leaky : isNarrow ? NarrowR31 : R31;
    }

    static void Append(Node node, Channels channels, PreClamp[] clamps)
    {
        long[] sizes = [.. channels.Shape];
        while (node.Inputs.Count < 4)
        {
            Graph.AddInputOf(node, null);
        }
        Add("least", Tensor.Of(ElementType.S32, Array.ConvertAll(clamps, c => c.Least), sizes));
        Add("greatest", Tensor.Of(ElementType.S32, Array.ConvertAll(clamps, c => c.Greatest), sizes));
        Add("offset", Tensor.Of(channels.Offsets(), sizes));

        void Add(string name, Tensor tensor) => Graph.AddInputOf(node, node.Graph.AddConstant($"{node.Output.Name}.{name}", tensor));
    }

    /// <summary>The numbers of a Requantize, one of each a channel.</summary>
    sealed record Channels(int[] Multipliers, int[]? Below, int[] Shifts, IReadOnlyList<long> Shape, int InputZeroPoint, int Min, int Max, ElementType To, CodeRange Codes)
    {
        public static Channels Of(Node node)
        {
            Tensor shifts = node.Constant(2)!, multipliers = node.Constant(1) ?? Tensor.Of(ElementType.S32, new int[] { 1 });
            IReadOnlyList<long> shape = multipliers.Count >= shifts.Count ? multipliers.Shape : shifts.Shape;
            int count = (int)Math.Max(multipliers.Count, shifts.Count);
            ElementType from = node.Input(0)!.TensorType!.Element;
            (long min, long max) = from.Range();
            return new(Spread(multipliers, count), node.Constant(3) is { } below ? Spread(below, count) : null, Spread(shifts, count), shape, (int)node.Int("x_zero_point", 0),
                (int)min, (int)max, (ElementType)node.Int("to", 0), new((int)node.Int("zero_point", 0), (int)node.Int("low", 0), (int)node.Int("high", 0)));
        }

        /// <summary>The limits of X (its zero point not yet taken off) for each channel; null where one has none.</summary>
        public PreClamp[]? Clamps()
        {
            var clamps = new PreClamp[Shifts.Length];
            for (int i = 0; i < clamps.Length; i++)
            {
                (long above, long below, int shift) = (Multipliers[i], Below?[i] ?? Multipliers[i], Shifts[i]);
                if (above < 0 || below < 0 || PreClamp.Of(x => Codes.ZeroPoint + Rounding.Shift((x - InputZeroPoint) * (x < InputZeroPoint ? below : above), shift), Min, Max, Codes) is not { } clamp)
                {
                    return null;
                }
                clamps[i] = clamp;
            }
            return clamps;
        }

        /// <summary>Whether every channel's quotients fit s32 before they are clamped.</summary>
        public bool FitS32() => Shifts.Select((c, i) => Parts.FitsS32(
            Int128.Max(Int128.Abs((Int128)Min - InputZeroPoint), Int128.Abs((Int128)Max - InputZeroPoint)) * Math.Max(Math.Abs((long)Multipliers[i]), Math.Abs((long)(Below?[i] ?? 0))), c)).All(fits => fits);

        /// <summary>Those of the codes, less what the input's zero point adds to the product; modulo 2^64.</summary>
        public long[] Offsets() => [.. Shifts.Select((c, i) => unchecked(PreClamp.Offset(Codes.ZeroPoint, To, c) - (long)InputZeroPoint * Multipliers[i]))];

        static int[] Spread(Tensor tensor, int count)
        {
            ReadOnlySpan<int> values = tensor.As<int>();
            var result = new int[count];
            for (int i = 0; i < count; i++)
            {
                result[i] = values[Math.Min(i, values.Length - 1)];
            }
            return result;
        }
    }

    static FunctionText PreClamped(string overload, FunctionText code) => new("Requantize", overload, $$"""
        graph Requantize(%X, %M, %S, %L, %least, %greatest, %offset) -> (%Y) {
          %x = Cast(%X) {to=6}
          %Y = qcc.{{code.Name}}(%x, %M, %S, %least, %greatest, %offset) {to=$to}
        }
        """)
    { Calls = [code], Implements = IntegerOperators.Requantize };

    static FunctionText Wide(string overload, string quotient, bool fitsS32) => new("Requantize", overload, $$"""
        graph Requantize(%X, %M, %S, %L) -> (%Y) {
          %wide = Cast(%X) {to=7}
          %xZero = Constant() {value_int=$x_zero_point}
          %x = Sub(%wide, %xZero)
        {{quotient}}
        {{Parts.Saturated(fitsS32)}}}
        """)
    { Calls = [Parts.RoundingShift, fitsS32 ? Parts.Saturate32 : Parts.Saturate], Implements = IntegerOperators.Requantize };
}
