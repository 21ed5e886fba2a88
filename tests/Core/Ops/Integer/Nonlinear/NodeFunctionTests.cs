using Qcc.Core.Ops.Integer.Nonlinear;
using Qcc.Core.Text;

namespace Qcc.Core.Tests.Ops.Integer.Nonlinear;

/// <summary>Operators are read with ONNX's defaults and the values of their attributes and constants.</summary>
public sealed class NodeFunctionTests
{
    static UnaryFunction? Of(string node) => NodeFunction.Of(GraphParser.ParseGraph($"graph g(%x: f32[2,3]) -> (%y) {{\n %y = {node}\n}}").Nodes[0]);

    [Theory]
    [InlineData("Relu(%x)", -0.5, 0)]
    [InlineData("Sigmoid(%x)", 0, 0.5)]
    [InlineData("Tanh(%x)", 0.5, 0.46211715726000975850)]
    [InlineData("Erf(%x)", 0.5, 0.52049987781304653768)]
    [InlineData("Gelu(%x)", -0.5, -0.15426876936299344)]
    [InlineData("Gelu(%x) {approximate=\"tanh\"}", -0.5, -0.15428599017485606)]
    [InlineData("com.microsoft.Gelu(%x)", -0.5, -0.15426876936299344)]
    [InlineData("com.microsoft.FastGelu(%x)", -0.5, -0.15428599017485606)]
    [InlineData("com.microsoft.QuickGelu(%x) {alpha=1.0}", 1, 0.73105857863000487925)]
    [InlineData("Swish(%x)", 1, 0.73105857863000487925)]
    [InlineData("LeakyRelu(%x)", -1, -0.00999999977648258209)]
    [InlineData("LeakyRelu(%x) {alpha=0.25}", -1, -0.25)]
    [InlineData("PRelu(%x, f32[1]{0.25})", -1, -0.25)]
    [InlineData("Elu(%x) {alpha=2.0}", -1, -1.26424111765711535681)]
    [InlineData("Celu(%x) {alpha=2.0}", -1, -0.78693868057473315279)]
    [InlineData("HardSigmoid(%x) {alpha=0.5, beta=0.25}", 1, 0.75)]
    [InlineData("HardSwish(%x)", 3, 3)]
    [InlineData("ThresholdedRelu(%x) {alpha=2.0}", 1.5, 0)]
    [InlineData("Shrink(%x) {bias=0.25, lambd=1.0}", 1.5, 1.25)]
    [InlineData("Clip(%x, f32[]{-1}, f32[]{2})", 5, 2)]
    [InlineData("Clip(%x, f32[]{-1}, _)", 5, 5)]
    [InlineData("Clip(%x, _, f32[]{2})", -5, -5)]
    [InlineData("Max(%x, f32[]{-1})", -5, -1)]
    [InlineData("Min(f32[]{-1}, %x)", 5, -1)]
    [InlineData("Add(%x, f32[1]{2.5})", 1, 3.5)]
    [InlineData("Mul(f32[1,1]{2.5}, %x)", 2, 5)]
    [InlineData("Sub(%x, f32[]{2.5})", 2, -0.5)]
    [InlineData("Sub(f32[]{2.5}, %x)", 2, 0.5)]
    [InlineData("Div(%x, f32[]{2.5})", 5, 2)]
    [InlineData("Div(f32[]{2.5}, %x)", 5, 0.5)]
    [InlineData("Pow(%x, f32[]{2})", -3, 9)]
    [InlineData("Sqrt(%x)", 4, 2)]
    [InlineData("Round(%x)", 2.5, 2)]
    [InlineData("Atan(%x)", 1, 0.78539816339744830962)]
    [InlineData("Asin(%x)", 2, 1.57079632679489661923)]
    [InlineData("Acosh(%x)", 0, 0)]
    [InlineData("Tan(%x)", 1, 1.55740772465490223051)]
    public void TheNodesFunction(string node, double x, double y)
    {
        UnaryFunction function = Of(node)!;
        Assert.Equal(y, function.At(x), 1e-14);
        Assert.Equal(y, function.At(Real.Of(x)).ToDouble(), 1e-14);
    }

    [Theory]
    [InlineData("Conv(%x, f32[1,1]{1})")]
    [InlineData("Add(%x, %x)")]
    [InlineData("Add(%x, f32[3]{1,2,3})")]
    [InlineData("PRelu(%x, f32[3]{1,2,3})")]
    [InlineData("Clip(%x, %x, _)")]
    [InlineData("Max(%x, f32[]{1}, f32[]{2})")]
    [InlineData("Pow(f32[]{2}, %x)")]
    [InlineData("com.microsoft.FastGelu(%x, f32[3]{1,2,3})")]
    public void OthersHaveNone(string node) => Assert.Null(Of(node));
}
