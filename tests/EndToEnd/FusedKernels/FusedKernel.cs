using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Ops.Integer;

namespace Qcc.EndToEnd.Tests.FusedKernels;

/// <summary>
/// What ONNX Runtime's integer kernels compute on x64, by the reference evaluator in F32 and the float32 forms of docs/integer-arithmetic.md: one
/// function a kernel, from its inputs to its first result.
/// </summary>
static class FusedKernel
{
    /// <summary>Kernels that compute in integers, or lead from floats to codes and back.</summary>
    public static readonly IReadOnlyDictionary<string, Func<KernelInputs, Tensor>> All = new Dictionary<string, Func<KernelInputs, Tensor>>(StringComparer.Ordinal)
    {
        ["QLinearConv"] = Convolutions.QLinearConv,
        ["ConvInteger"] = Convolutions.ConvInteger,
        ["QLinearMatMul"] = Products.QLinearMatMul,
        ["QGemm"] = Products.QGemm,
        ["MatMulInteger"] = Products.MatMulInteger,
        ["MatMulIntegerToFloat"] = Products.MatMulIntegerToFloat,
        ["DynamicQuantizeMatMul"] = Products.DynamicQuantizeMatMul,
        ["QLinearAdd"] = k => Elementwise.Binary(k, (a, b, y) => new F32Add(a.Scale, a.ZeroPoint, b.Scale, b.ZeroPoint, y.Scale, y.Range).Apply),
        ["QLinearMul"] = k => Elementwise.Binary(k, (a, b, y) =>
        {
            var mul = new F32Mul(Requantizer.MultiplierOf(a.Scale, b.Scale, y.Scale), y.Range);
            return (p, q) => mul.Apply((p - a.ZeroPoint) * (q - b.ZeroPoint));
        }),
        ["QLinearConcat"] = Elementwise.QLinearConcat,
        ["QLinearLeakyRelu"] = Elementwise.QLinearLeakyRelu,
        ["QLinearSigmoid"] = Elementwise.QLinearSigmoid,
        ["QLinearGlobalAveragePool"] = Pools.QLinearGlobalAveragePool,
        ["QLinearAveragePool"] = Pools.QLinearAveragePool,
        ["NhwcMaxPool"] = Pools.NhwcMaxPool,
        ["QuantizeLinear"] = Edges.QuantizeLinear,
        ["DequantizeLinear"] = Edges.DequantizeLinear,
        ["DynamicQuantizeLinear"] = Edges.DynamicQuantizeLinear,
    };

    /// <summary>Kernels whose results are not compared, and why.</summary>
    public static readonly IReadOnlyDictionary<string, string> NotReproducible = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["QLinearSoftmax"] = "float32 exponentials summed in an order that depends on the processor",
        ["DynamicQuantizeLSTM"] = "float32 gates between its integer products, approximated by polynomials of the processor's library",
        ["QAttention"] = "float32 softmax inside",
        ["MatMulNBits"] = "float32 sums in an order that depends on the processor",
    };

    /// <summary>Whether a kernel computes in integers, or between floats and codes.</summary>
    public static bool IsInteger(string kernel) => All.ContainsKey(kernel) || NotReproducible.ContainsKey(kernel);

    /// <summary>The function of a node, or null: it computes on floats or on shapes.</summary>
    public static Func<KernelInputs, Tensor>? Of(Node node, Tensor result)
    {
        if (All.TryGetValue(node.Operator.Name, out Func<KernelInputs, Tensor>? kernel))
        {
            return kernel;
        }
        return result.Element is ElementType.U8 or ElementType.S8 && node.Operator.Semantics is not null ? Moved : null;
    }

    /// <summary>An operator of ONNX that moves or compares codes, as the evaluator runs it.</summary>
    static Tensor Moved(KernelInputs k) => Evaluated.One(k.Node.Operator, (k.Actual.Element, k.Actual.Shape), k.Node.Attributes, [.. k.Tensors]);
}
