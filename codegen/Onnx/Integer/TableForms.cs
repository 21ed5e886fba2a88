using Qcc.Core.Ir;
using Qcc.Core.Ops.Integer;

namespace Qcc.Codegen.Onnx.Integer;

/// <summary>
/// Lookup and Interpolate as GatherElements of the flat codes, five times faster than Gather. A negative index counts from the end of the table, so that a table of a signed type is read in the order
/// 0..most, least..-1 and its codes are indices as they are.
/// </summary>
static class TableForms
{
    static readonly FunctionText Unsigned = new("Lookup", "", """
        graph Lookup(%X, %T) -> (%Y) {
          %Y = qcc.Elements(%X, %T)
        }
        """)
    { Calls = [Parts.Elements], Implements = IntegerOperators.Lookup };

    static readonly FunctionText Signed = new("Lookup", "s8", """
        graph Lookup(%X, %T) -> (%Y) {
          %negative = Slice(%T, s64[1]{0}, s64[1]{128})
          %positive = Slice(%T, s64[1]{128}, s64[1]{256})
          %byIndex = Concat(%positive, %negative) {axis=0}
          %Y = qcc.Elements(%X, %byIndex)
        }
        """)
    { Calls = [Parts.Elements], Implements = IntegerOperators.Lookup };

    // Of constants up to the table of all 65536 codes, which ONNX Runtime computes once when it loads the model.
    static readonly FunctionText Interpolate = new("Interpolate", "", """
        graph Interpolate(%X, %T) -> (%Y) {
          %indices = Range(s32[]{0}, s32[]{65536}, s32[]{1})
          %signed = Cast(%indices) {to=5}
          %lifted = Cast(%signed) {to=6}
          %place = Add(%lifted, s32[]{32768})
          %placeBits = Cast(%place) {to=12}
          %segmentBits = Constant() {value_int=$segment_bits}
          %width = Sub(s64[]{16}, %segmentBits)
          %width32 = Cast(%width) {to=12}
          %segment = BitShift(%placeBits, %width32) {direction="RIGHT"}
          %start = BitShift(%segment, %width32) {direction="LEFT"}
          %rest = Sub(%placeBits, %start)
          %restWide = Cast(%rest) {to=7}
          %entries = Cast(%T) {to=7}
          %left = Slice(%entries, s64[1]{0}, s64[1]{-1})
          %right = Slice(%entries, s64[1]{1}, s64[1]{2147483647})
          %slopes = Sub(%right, %left)
          %segmentIndex = Cast(%segment) {to=6}
          %entry = Gather(%entries, %segmentIndex)
          %slope = Gather(%slopes, %segmentIndex)
          %product = Mul(%slope, %restWide)
          %between = qcc.RoundingShift(%product, %width)
          %value = Add(%entry, %between)
          %guardBits = Constant() {value_int=$guard_bits}
          %quotient = qcc.RoundingShift(%value, %guardBits)
          %table = qcc.Saturate(%quotient) {zero_point=$zero_point, low=$low, high=$high, to=$to}
          %Y = qcc.Elements(%X, %table)
        }
        """)
    { Calls = [Parts.RoundingShift, Parts.Saturate, Parts.Elements], Implements = IntegerOperators.Interpolate };

    /// <summary>The function that a Lookup calls.</summary>
    public static FunctionText Lookup(Node node) => node.Input(0)!.TensorType!.Element == ElementType.S8 ? Signed : Unsigned;

    /// <summary>The function that an Interpolate calls.</summary>
    public static FunctionText OfInterpolate(Node node) => Interpolate;
}
