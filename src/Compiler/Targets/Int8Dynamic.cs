using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Quantization;
using Qcc.Core.Rewrite;
using Qcc.Passes;
using Qcc.Passes.Lower;

namespace Qcc.Targets;

/// <summary>
/// Quantized ONNX for ONNX Runtime on CPUs without calibration: layers quantize their input at each run, with the range that it has then. Of
/// convolutions ONNX Runtime has such a kernel too, but it is several times slower than float (docs/int8-cpu.md), so they stay float.
/// </summary>
public sealed record Int8Dynamic : Target
{
    public override string Name => "int8-dynamic";
    public override string Summary => "int8 matrix products and LSTMs for ONNX Runtime on CPUs, without calibration";
    public override string Extension => ".onnx";
    public override bool NeedsCalibration => false;
    public override IReadOnlyList<Pass> Forms => PassRegistry.Int8CpuForms(Form);
    public override IReadOnlyList<Pass> LoweredForms => [];

    public override KernelTable Kernels { get; init; } = new(
    [.. Products, Lstm],
    KernelCosts.Reference.Crossing);

    /// <summary>Products as ONNX Runtime's own operator, or where only standard ones may stand as those of which it makes that kernel.</summary>
    internal static IEnumerable<Kernel> Products => from p in new[] { Product(MatrixOperators.Gemm, GemmIsPlain), Product(MatrixOperators.MatMul, Int8Cpu.MatrixIsConstant) }
                                                    from form in new[] { p with { Write = DynamicProduct.WriteFused, IsStandard = false }, p with { Write = DynamicProduct.WriteStandard } }
                                                    select form;

    static Kernel Product(Operator @operator, Func<Node, string?> refuses) =>
        new(@operator, KernelForm.Dynamic) { Refuses = refuses, WeightAxis = _ => 1, CanKeepFloatResult = true, Cost = KernelCosts.Reference.DynamicMatMul };

    static string? GemmIsPlain(Node node) => Int8Cpu.GemmIsPlain(node) ?? (Int8Cpu.GemmAxis(node) == 0 ? "transB must be 0" : null);

    /// <summary>DynamicQuantizeLSTM, which has no standard form.</summary>
    internal static Kernel Lstm => new(RecurrentOperators.LSTM, KernelForm.Dynamic) { Refuses = LstmIsPlain, CanKeepFloatResult = true, IsStandard = false, Write = DynamicLstm.Write, Cost = KernelCosts.Lstm };

    static string? LstmIsPlain(Node node) =>
        new[] { 1, 2 }.Any(i => node.Constant(i) is not { Element: ElementType.F32, Rank: 3, Count: > 0 } weight || NonFinite.First(weight) is not null) ? "its weights are not constant float32"
        : node.Int("layout", 0) != 0 ? "its batch comes first"
        : node.Input(0)?.TensorType?.Element != ElementType.F32 ? "its input is not float32"
        : null;
}
