using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Quantization;
using Qcc.Core.Rewrite;
using Qcc.Passes;
using Qcc.Passes.Lower;

namespace Qcc.Targets;

/// <summary>
/// Quantized ONNX for ONNX Runtime on CPUs with 4-bit weights in blocks: for transformers, whose products with constant matrices are most of the file.
/// Activations stay float (docs/int4-cpu.md).
/// </summary>
public sealed record Int4Cpu : Target
{
    public override string Name => "int4-cpu";
    public override string Summary => "4-bit weights of matrix products for ONNX Runtime on CPUs, activations in float: the smallest files of transformers";
    public override string Extension => ".onnx";
    public override bool NeedsCalibration => false;
    public override IReadOnlyList<Pass> Forms => PassRegistry.Int8CpuForms(Form);
    public override IReadOnlyList<Pass> LoweredForms => [];

    public override KernelTable Kernels { get; init; } = new(
    [.. Products, Table],
    KernelCosts.Reference.Crossing);

    /// <summary>Products as ONNX Runtime's own operator, or where only standard ones may stand as those of which it makes that kernel.</summary>
    static IEnumerable<Kernel> Products => from p in new[] { Product(MatrixOperators.Gemm, GemmFits, Int8Cpu.GemmAxis), Product(MatrixOperators.MatMul, MatrixFits, _ => 1) }
                                           from form in new[] { p with { Write = BlockedProduct.WriteFused, IsStandard = false }, p with { Write = BlockedProduct.WriteStandard } }
                                           select form;

    static Kernel Product(Operator @operator, Func<Node, string?> refuses, Func<Node, int> axis) =>
        new(@operator, KernelForm.WeightOnly) { Refuses = refuses, WeightAxis = axis, CanKeepFloatResult = true, Advantage = "its weights take less room as codes", Cost = KernelCosts.Reference.MatMul };

    /// <summary>Tables of embeddings in bytes; operators of standard ONNX would dequantize all of a table at each run.</summary>
    static Kernel Table => new(DataMovementOperators.Gather, KernelForm.WeightOnly)
    {
        WeightInput = 0, Write = BlockedGather.Write, IsStandard = false, CanKeepFloatResult = true, Refuses = TableFits, Advantage = "its table takes less room as codes", Cost = KernelCosts.Copy,
    };

    static string? TableFits(Node node) => node.Constant(0) is not { Element: ElementType.F32, Rank: 2 } table ? "its table is no constant float32 matrix"
        : NonFinite.First(table) is not null ? "its table holds NaN or infinity"
        : node.Int("axis", 0) is not (0 or -2) ? "it takes no rows"
        : table.Shape[1] < 16 || table.Count < 4096 ? "its table is small"
        : null;

    static string? GemmFits(Node node) => Int8Cpu.GemmIsPlain(node) ?? TakesMore(node);

    static string? MatrixFits(Node node) => Int8Cpu.MatrixIsConstant(node) ?? TakesMore(node);

    /// <summary>Blocks are filled up: one of 16 codes and its scale take 12 bytes, three floats.</summary>
    static string? TakesMore(Node node) => new MatrixWeights(node).Depth <= 3 ? "its columns take no less room as codes" : null;
}
