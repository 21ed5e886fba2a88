using System.Numerics.Tensors;
using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Quantization;
using Qcc.Core.Rewrite;
using Qcc.Passes;

namespace Qcc.Targets;

/// <summary>
/// Quantized ONNX for ONNX Runtime on CPUs: unsigned activations, signed symmetric per-channel weights. The table says which
/// forms ONNX Runtime's QDQ fusion turns into integer kernels, and what they cost (docs/int8-cpu.md).
/// </summary>
public sealed record Int8Cpu : Target
{
    public override string Name => "int8-cpu";
    public override string Summary => "int8 ONNX for ONNX Runtime on CPUs, with ranges from calibration";
    public override string Extension => ".onnx";
    public override IReadOnlyList<Pass> Forms => PassRegistry.Int8CpuForms(Form);

    public override IReadOnlyList<Pass> LoweredForms => PassRegistry.LoweredForms(Form);

    public override KernelTable Kernels { get; init; } = Table(KernelCosts.Reference) with { Elsewhere = [.. ProcessorCosts.Others.Select(p => Table(new KernelCosts(p)))] };

    static KernelTable Table(KernelCosts costs) => new(
    [
        new(ConvolutionOperators.Conv, KernelForm.Weighted) { Refuses = ConvIsFast, Cost = costs.Conv },
        new(MatrixOperators.Gemm, KernelForm.Weighted) { Refuses = GemmIsPlain, WeightAxis = GemmAxis, CanKeepFloatResult = true, Cost = costs.MatMul },
        new(MatrixOperators.MatMul, KernelForm.Weighted) { Refuses = MatrixIsConstant, WeightAxis = _ => 1, CanKeepFloatResult = true, Cost = costs.MatMul },

        .. Int8Dynamic.Products,
        Int8Dynamic.Lstm,

        new(ElementwiseOperators.Add, KernelForm.Elementwise) { Cost = costs.Add },
        new(ElementwiseOperators.Mul, KernelForm.Elementwise) { Cost = costs.Mul },
        new(DataMovementOperators.Concat, KernelForm.Elementwise) { OnlyMoves = true, Cost = KernelCosts.Concat },
        new(ActivationOperators.Sigmoid, KernelForm.Elementwise) { Cost = costs.Sigmoid },
        new(ActivationOperators.LeakyRelu, KernelForm.Elementwise) { Cost = costs.LeakyRelu },
        new(PoolingOperators.GlobalAveragePool, KernelForm.Elementwise) { Cost = KernelCosts.GlobalAveragePool },

        new(PoolingOperators.MaxPool, KernelForm.SameScale) { Refuses = MaxPoolIsPlain, Cost = KernelCosts.MaxPool },
        new(DataMovementOperators.Reshape, KernelForm.SameScale) { Cost = KernelCosts.Move },
        new(DataMovementOperators.Flatten, KernelForm.SameScale) { Cost = KernelCosts.Move },
        new(DataMovementOperators.Squeeze, KernelForm.SameScale) { Cost = KernelCosts.Move },
        new(DataMovementOperators.Unsqueeze, KernelForm.SameScale) { Cost = KernelCosts.Move },
        new(DataMovementOperators.Transpose, KernelForm.SameScale) { Cost = KernelCosts.Copy },
        new(DataMovementOperators.Slice, KernelForm.SameScale) { Cost = KernelCosts.Copy },
        new(DataMovementOperators.DepthToSpace, KernelForm.SameScale) { Cost = KernelCosts.Copy },
        new(DataMovementOperators.Pad, KernelForm.SameScale) { RunsOnCodes = true, Refuses = PadIsZero, Cost = KernelCosts.Copy },
        new(DataMovementOperators.Resize, KernelForm.SameScale) { Refuses = ResizeIsNearest, Cost = KernelCosts.Copy },

        new(ActivationOperators.Relu, KernelForm.Absorbed) { Bounds = _ => (0, float.PositiveInfinity), Cost = KernelCosts.Move },
        new(ElementwiseOperators.Clip, KernelForm.Absorbed) { Refuses = ClipIsConstant, Bounds = ClipBounds, Cost = KernelCosts.Move },
    ],
    costs.Crossing);

    /// <summary>Codes of 32 bits times the scales of such weights and of values as large are still below float32's largest number.</summary>
    const float LargestWeight = 1e12f;

    internal static string? WeightIsConstant(Node node) => node.Constant(1) is not { Element: ElementType.F32 } weight ? "its weights are not constant float32"
        : weight.Count == 0 ? "its weights are empty"
        : NonFinite.First(weight) is not null || (node.Constant(2) is { } b && NonFinite.First(b) is not null) ? "its weights hold NaN or infinity"
        : TensorPrimitives.MaxMagnitude(weight.Floats) is var most && MathF.Abs(most) > LargestWeight ? $"a weight of {most:g2} would overflow float32 behind the integers"
        : node.Input(2) is not null && node.Constant(2) is not { Element: ElementType.F32 } ? "its bias is not constant float32"
        : null;

    static string? ConvIsFast(Node node) => WeightIsConstant(node)
        ?? (ConvolutionOperators.IsDepthwise(node) && node.Int("group", 1) != node.Constant(1)!.Shape[0]
            ? "with several outputs per channel the integer kernel takes 7 to 10 times as long as float"
            : null);

    // Codes of zero are the zero point, which the emitted node pads with.
    internal static string? PadIsZero(Node node) => node.Text("mode", "constant") is var mode && mode != "constant" ? $"pads in mode {mode}"
        : node.Input(1) is not null && node.Constant(1) is null ? "its amounts are computed"
        : node.Input(2) is not null && (node.Constant(2) is not { Element: ElementType.F32 } value || value.Floats[0] != 0) ? "pads with other values than zero"
        : null;

    internal static string? GemmIsPlain(Node node) => WeightIsConstant(node)
        ?? (node.Float("alpha", 1) != 1 || node.Float("beta", 1) != 1 ? "alpha and beta must be 1"
        : node.Int("transA", 0) != 0 ? "transA must be 0"
        : node.Constant(2) is { } bias && !bias.IsVectorOf(node.Constant(1)!.Shape[GemmAxis(node)]) ? "its bias is not one number per column"
        : null);

    internal static int GemmAxis(Node node) => node.Int("transB", 0) == 0 ? 1 : 0;

    internal static string? MatrixIsConstant(Node node) => WeightIsConstant(node) ?? (node.Constant(1)!.Rank != 2 ? "its weights are not a matrix" : null);

    // MaxPool has an integer kernel from opset 12 on; the emitted file is newer. Indices would be a second output.
    internal static string? MaxPoolIsPlain(Node node) => node.Outputs.Count(o => o is not null) == 1 ? null : "returns indices";

    static string? ResizeIsNearest(Node node) => node.Text("mode", "nearest") == "nearest" ? null : "interpolates";

    internal static string? ClipIsConstant(Node node)
    {
        (float low, float high) = ClipBounds(node);
        return low <= 0 && high >= 0 && low < high ? null : "its bounds are not constants around zero";
    }

    /// <summary>NaN where a bound is computed.</summary>
    internal static (float Low, float High) ClipBounds(Node node) =>
        (node.Input(1) is null ? float.NegativeInfinity : node.Constant(1) is { Element: ElementType.F32, Count: 1 } low ? low.Floats[0] : float.NaN,
        node.Input(2) is null ? float.PositiveInfinity : node.Constant(2) is { Element: ElementType.F32, Count: 1 } high ? high.Floats[0] : float.NaN);
}
