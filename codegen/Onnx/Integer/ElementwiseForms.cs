using Qcc.Core.Ir;
using Qcc.Core.Ops.Integer;

namespace Qcc.Codegen.Onnx.Integer;

/// <summary>
/// Add and Mul of codes as functions: the sum or product in s32 and the pre-clamped shift where the codes' types bound it to 32 bits, else the definition
/// in s64. Limits and offset of the pre-clamped form are attributes beside the node's own.
/// </summary>
static class ElementwiseForms
{
    // The zero points' share of the sum is in the limits and the offset.
    static readonly FunctionText NarrowAdd = new("Add", "", """
        graph Add(%A, %B) -> (%Y) {
          %aScale = Constant() {value_int=$a_multiplier}
          %bScale = Constant() {value_int=$b_multiplier}
          %aScale32 = Cast(%aScale) {to=6}
          %bScale32 = Cast(%bScale) {to=6}
          %a = Cast(%A) {to=6}
          %b = Cast(%B) {to=6}
          %aScaled = Mul(%a, %aScale32)
          %bScaled = Mul(%b, %bScale32)
          %sum = Add(%aScaled, %bScaled)
          %least = Constant() {value_int=$least}
          %greatest = Constant() {value_int=$greatest}
          %least32 = Cast(%least) {to=6}
          %greatest32 = Cast(%greatest) {to=6}
          %offset = Constant() {value_int=$offset}
          %shift = Constant() {value_int=$shift}
          %Y = qcc.ShiftedCode(%sum, %shift, %least32, %greatest32, %offset) {to=$to}
        }
        """)
    { Calls = [Parts.ShiftedCode], Implements = IntegerOperators.Add };

    static readonly FunctionText WideAdd = AddInS64("Wide", fitsS32: true), WiderAdd = AddInS64("Wide64", fitsS32: false);

    static readonly FunctionText NarrowMul = new("Mul", "", """
        graph Mul(%A, %B) -> (%Y) {
          %aZero = Constant() {value_int=$a_zero_point}
          %bZero = Constant() {value_int=$b_zero_point}
          %aZero32 = Cast(%aZero) {to=6}
          %bZero32 = Cast(%bZero) {to=6}
          %a32 = Cast(%A) {to=6}
          %b32 = Cast(%B) {to=6}
          %a = Sub(%a32, %aZero32)
          %b = Sub(%b32, %bZero32)
          %product = Mul(%a, %b)
          %scale = Constant() {value_int=$multiplier}
          %shift = Constant() {value_int=$shift}
          %least = Constant() {value_int=$least}
          %greatest = Constant() {value_int=$greatest}
          %least32 = Cast(%least) {to=6}
          %greatest32 = Cast(%greatest) {to=6}
          %offset = Constant() {value_int=$offset}
          %Y = qcc.ScaledCode(%product, %scale, %shift, %least32, %greatest32, %offset) {to=$to}
        }
        """)
    { Calls = [Parts.ScaledCode], Implements = IntegerOperators.Mul };

    static readonly FunctionText WideMul = MulInS64("Wide", fitsS32: true), WiderMul = MulInS64("Wide64", fitsS32: false);

    /// <summary>The function that an Add calls.</summary>
    public static FunctionText Add(Node node)
    {
        long a = node.Int("a_multiplier", 0), b = node.Int("b_multiplier", 0);
        int shift = (int)node.Int("shift", 0);
        if (shift < 0)
        {
            // RS(v, -n) = v·2^n.
            node.Set("a_multiplier", checked(a << -shift));
            node.Set("b_multiplier", checked(b << -shift));
            node.Set("shift", 0L);
            return Add(node);
        }
        (ElementType to, CodeRange codes) = Result(node);
        (Int128 aLow, Int128 aHigh) = Products(node, 0, 0, a);
        (Int128 bLow, Int128 bHigh) = Products(node, 1, 0, b);
        (Int128 least, Int128 greatest) = (aLow + bLow, aHigh + bHigh);
        Int128 zeroes = (Int128)node.Int("a_zero_point", 0) * a + (Int128)node.Int("b_zero_point", 0) * b;
        if (!IsS32(a) || !IsS32(b) || !IsS32(least) || !IsS32(greatest) || !IsS32(zeroes) || shift > PreClamp.MaxShift(to, 32)
            || PreClamp.Of(sum => codes.ZeroPoint + Rounding.Shift(sum - (long)zeroes, shift), (int)least, (int)greatest, codes) is not { } clamp)
        {
            Int128 bound = Int128.Max(Int128.Abs(least - zeroes), Int128.Abs(greatest - zeroes));
            return Parts.FitsS32(bound, shift) ? WideAdd : WiderAdd;
        }
        SetClamp(node, clamp, PreClamp.Offset(codes.ZeroPoint, to, shift) - (long)zeroes);
        return NarrowAdd;
    }

    /// <summary>The function that a Mul calls.</summary>
    public static FunctionText Mul(Node node)
    {
        long multiplier = node.Int("multiplier", 0);
        int shift = (int)node.Int("shift", 0);
        if (shift < 0)
        {
            node.Set("multiplier", checked(multiplier << -shift));
            node.Set("shift", 0L);
            return Mul(node);
        }
        (ElementType to, CodeRange codes) = Result(node);
        (Int128 aLow, Int128 aHigh) = Products(node, 0, node.Int("a_zero_point", 0), 1);
        (Int128 bLow, Int128 bHigh) = Products(node, 1, node.Int("b_zero_point", 0), 1);
        Int128[] corners = [aLow * bLow, aLow * bHigh, aHigh * bLow, aHigh * bHigh];
        (Int128 least, Int128 greatest) = (corners.Min(), corners.Max());
        if (multiplier is < 0 or > int.MaxValue || !IsS32(least) || !IsS32(greatest) || shift > PreClamp.MaxShift(to, 64)
            || PreClamp.Of(product => codes.ZeroPoint + Rounding.Shift(product * multiplier, shift), (int)least, (int)greatest, codes) is not { } clamp)
        {
            return Parts.FitsS32(Int128.Max(Int128.Abs(least), Int128.Abs(greatest)) * Int128.Abs(multiplier), shift) ? WideMul : WiderMul;
        }
        SetClamp(node, clamp, PreClamp.Offset(codes.ZeroPoint, to, shift));
        return NarrowMul;
    }

    static FunctionText AddInS64(string overload, bool fitsS32) => new("Add", overload, $$"""
        graph Add(%A, %B) -> (%Y) {
          %aZero = Constant() {value_int=$a_zero_point}
          %bZero = Constant() {value_int=$b_zero_point}
          %aScale = Constant() {value_int=$a_multiplier}
          %bScale = Constant() {value_int=$b_multiplier}
          %aZeroScaled = Mul(%aZero, %aScale)
          %bZeroScaled = Mul(%bZero, %bScale)
          %zeroes = Add(%aZeroScaled, %bZeroScaled)
          %a = Cast(%A) {to=7}
          %b = Cast(%B) {to=7}
          %aScaled = Mul(%a, %aScale)
          %bScaled = Mul(%b, %bScale)
          %raw = Add(%aScaled, %bScaled)
          %sum = Sub(%raw, %zeroes)
          %shift = Constant() {value_int=$shift}
          %quotient = qcc.RoundingShift(%sum, %shift)
        {{Parts.Saturated(fitsS32)}}}
        """)
    { Calls = [Parts.RoundingShift, fitsS32 ? Parts.Saturate32 : Parts.Saturate], Implements = IntegerOperators.Add };

    static FunctionText MulInS64(string overload, bool fitsS32) => new("Mul", overload, $$"""
        graph Mul(%A, %B) -> (%Y) {
          %aZero = Constant() {value_int=$a_zero_point}
          %bZero = Constant() {value_int=$b_zero_point}
          %aWide = Cast(%A) {to=7}
          %bWide = Cast(%B) {to=7}
          %a = Sub(%aWide, %aZero)
          %b = Sub(%bWide, %bZero)
          %codes = Mul(%a, %b)
          %scale = Constant() {value_int=$multiplier}
          %product = Mul(%codes, %scale)
          %shift = Constant() {value_int=$shift}
          %quotient = qcc.RoundingShift(%product, %shift)
        {{Parts.Saturated(fitsS32)}}}
        """)
    { Calls = [Parts.RoundingShift, fitsS32 ? Parts.Saturate32 : Parts.Saturate], Implements = IntegerOperators.Mul };

    static void SetClamp(Node node, PreClamp clamp, long offset)
    {
        node.Set("least", (long)clamp.Least);
        node.Set("greatest", (long)clamp.Greatest);
        node.Set("offset", offset);
    }

    static (ElementType To, CodeRange Codes) Result(Node node) =>
        ((ElementType)node.Int("to", 0), new((int)node.Int("zero_point", 0), (int)node.Int("low", 0), (int)node.Int("high", 0)));

    /// <summary>Least and greatest (code - z)·multiplier of an input.</summary>
    static (Int128 Low, Int128 High) Products(Node node, int input, long zeroPoint, long multiplier)
    {
        (long low, long high) = node.Input(input)!.TensorType!.Element.Range();
        (Int128 first, Int128 last) = ((Int128)(low - zeroPoint) * multiplier, (Int128)(high - zeroPoint) * multiplier);
        return first < last ? (first, last) : (last, first);
    }

    static bool IsS32(Int128 value) => value >= int.MinValue && value <= int.MaxValue;
}
