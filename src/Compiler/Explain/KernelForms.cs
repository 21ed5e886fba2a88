using Qcc.Core.Ops;

namespace Qcc.Explain;

/// <summary>Which of ONNX Runtime's kernels are forms of which operators. By name: it has some in domains of its own.</summary>
static class KernelForms
{
    /// <summary>What ONNX Runtime puts before an operator's name: integer kernels, fused activations, channels last.</summary>
    static readonly string[] Prefixes = ["QLinear", "Fused", "NhwcFused", "Nhwc", "DynamicQuantize", "Q"];

    static readonly HashSet<string> FloatProducts = ["MatMul", "FusedMatMul", "TransposeMatMul", "Gemm", "FusedGemm"];

    static readonly HashSet<string> FloatConvolutions = ["Conv", "FusedConv", "NhwcConv", "NhwcFusedConv"];

    static readonly Dictionary<string, QuantizedForm> Forms = OperatorTable.All.Where(o => o.Quantized != QuantizedForm.None)
        .DistinctBy(o => o.Name).ToDictionary(o => o.Name, o => o.Quantized, StringComparer.Ordinal);

    /// <summary>Whether a kernel computes in integers, or converts to or from them.</summary>
    public static bool IsQuantized(string kernel) => Forms.ContainsKey(kernel);

    /// <summary>Whether a kernel computes in integers.</summary>
    public static bool IsInteger(string kernel) => Forms.GetValueOrDefault(kernel) is not (QuantizedForm.None or QuantizedForm.Conversion);

    /// <summary>Whether a kernel multiplies weights in integers.</summary>
    public static bool IsIntegerLayer(string kernel) => Forms.GetValueOrDefault(kernel) is QuantizedForm.MatrixProduct or QuantizedForm.Convolution or QuantizedForm.Layer;

    /// <summary>Whether a kernel is an operator's own, in integers or fused with what follows.</summary>
    public static bool IsFormOf(string kernel, string @operator) => kernel == @operator
        || (IsProduct(kernel) && IsProduct(@operator)) || (IsConvolution(kernel) && IsConvolution(@operator))
        || Prefixes.Any(p => kernel.Length == p.Length + @operator.Length && kernel.StartsWith(p, StringComparison.Ordinal) && kernel.EndsWith(@operator, StringComparison.Ordinal));

    static bool IsProduct(string name) => FloatProducts.Contains(name) || Forms.GetValueOrDefault(name) == QuantizedForm.MatrixProduct;

    static bool IsConvolution(string name) => FloatConvolutions.Contains(name) || Forms.GetValueOrDefault(name) == QuantizedForm.Convolution;
}
