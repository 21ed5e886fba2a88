using Qcc.Core.Ir;
using Qcc.Core.Ops.Integer;

namespace Qcc.Codegen.Onnx.Integer;

/// <summary>
/// ResizeLinear of [N,C,H,W] as a function (docs/integer-arithmetic.md 3.9): rows, then columns, and one rounding by 2^22. rows and columns [2,size] are the
/// two places that each position reads, the weights [size] the first one's in Q11.
/// </summary>
static class ResizeForms
{
    /// <summary>The function that a ResizeLinear calls; a multiple of 256 codes keeps sums of signed ones non-negative.</summary>
    public static FunctionText Of(Node node) => Of(node.Input(0)!.TensorType!.Element);

    static FunctionText Of(ElementType type) => new("ResizeLinear", type.Name(), $$"""
        graph ResizeLinear(%X, %rows, %rowWeights, %columns, %columnWeights) -> (%Y) {
          %x = Cast(%X) {to=6}
          %aboveRows = Gather(%rows, s64[]{0})
          %belowRows = Gather(%rows, s64[]{1})
          %above = Gather(%x, %aboveRows) {axis=2}
          %below = Gather(%x, %belowRows) {axis=2}
          %aboveWeights = Unsqueeze(%rowWeights, s64[1]{1})
          %belowWeights = Sub(s32[]{2048}, %aboveWeights)
          %aboveShare = Mul(%above, %aboveWeights)
          %belowShare = Mul(%below, %belowWeights)
          %mixed = Add(%aboveShare, %belowShare)
          %leftColumns = Gather(%columns, s64[]{0})
          %rightColumns = Gather(%columns, s64[]{1})
        {{(type == ElementType.S16 ? Wide : Narrow)}}
          %Y = Cast(%code) {to={{(int)type}}}
        }
        """)
    { Calls = type == ElementType.S16 ? [Parts.RoundingShift] : [], Implements = IntegerOperators.ResizeLinear };

    const string Narrow = """
          %left = Gather(%mixed, %leftColumns) {axis=3}
          %right = Gather(%mixed, %rightColumns) {axis=3}
          %rightWeights = Sub(s32[]{2048}, %columnWeights)
          %leftShare = Mul(%left, %columnWeights)
          %rightShare = Mul(%right, %rightWeights)
          %sum = Add(%leftShare, %rightShare)
          %bits = Cast(%sum) {to=12}
          %lifted = Add(%bits, u32[]{1075838976})
          %code = BitShift(%lifted, u32[]{22}) {direction="RIGHT"}
        """;

    const string Wide = """
          %wide = Cast(%mixed) {to=7}
          %leftWeights = Cast(%columnWeights) {to=7}
          %left = Gather(%wide, %leftColumns) {axis=3}
          %right = Gather(%wide, %rightColumns) {axis=3}
          %rightWeights = Sub(s64[]{2048}, %leftWeights)
          %leftShare = Mul(%left, %leftWeights)
          %rightShare = Mul(%right, %rightWeights)
          %sum = Add(%leftShare, %rightShare)
          %code = qcc.RoundingShift(%sum, s64[]{22})
        """;
}
