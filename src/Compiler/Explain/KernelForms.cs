namespace Qcc.Explain;

/// <summary>Which of ONNX Runtime's kernels are forms of which operators.</summary>
static class KernelForms
{
    /// <summary>What ONNX Runtime puts before an operator's name: integer kernels, fused activations, channels last.</summary>
    static readonly string[] Prefixes = ["QLinear", "Fused", "NhwcFused", "Nhwc", "DynamicQuantize", "Q"];

    static readonly HashSet<string> Products = new(StringComparer.Ordinal)
    {
        "MatMul", "FusedMatMul", "TransposeMatMul", "Gemm", "FusedGemm", "QGemm", "QLinearMatMul", "MatMulInteger", "MatMulIntegerToFloat", "DynamicQuantizeMatMul", "MatMulNBits",
    };

    static readonly HashSet<string> Convolutions = new(StringComparer.Ordinal)
    {
        "Conv", "FusedConv", "NhwcConv", "NhwcFusedConv", "QLinearConv", "ConvInteger",
    };

    /// <summary>Whether a kernel computes in integers.</summary>
    public static bool IsInteger(string kernel) => kernel is "QGemm" or "ConvInteger" or "MatMulInteger" or "MatMulIntegerToFloat" or "DynamicQuantizeMatMul" or "DynamicQuantizeLSTM" or "QAttention" or "MatMulNBits"
        || kernel.StartsWith("QLinear", StringComparison.Ordinal);

    /// <summary>Whether a kernel is an operator's own, in integers or fused with what follows.</summary>
    public static bool IsFormOf(string kernel, string @operator) => kernel == @operator
        || (Products.Contains(kernel) && Products.Contains(@operator)) || (Convolutions.Contains(kernel) && Convolutions.Contains(@operator))
        || Prefixes.Any(p => kernel.Length == p.Length + @operator.Length && kernel.StartsWith(p, StringComparison.Ordinal) && kernel.EndsWith(@operator, StringComparison.Ordinal));
}
