using Qcc.Core.Rewrite;
using Qcc.Passes.Canonicalize;
using Qcc.Passes.Forms;

namespace Qcc.Passes;

/// <summary>The passes in the order in which a compile runs them, and the reasons for that order.</summary>
public static class PassRegistry
{
    /// <summary>Same function, fewer and more regular operators. Run it until nothing changes: one simplification may open another.</summary>
    public static IReadOnlyList<Pass> Canonicalize { get; } =
    [
        new FreezeInitializerInputs(),
        new InlineConstantNodes(),
        new RemoveDeadCode(),
        new FoldShapes(),
        new FoldConstants(),
        new RemoveIdentities(),
        new SumToAdd(),
        new PReluToLeakyRelu(),
        new RecognizeHardSwish(),
        new ReduceMeanToGlobalAveragePool(),
        new AveragePoolToGlobalAveragePool(),
        new PointwiseConvToGemm(),
        new CancelTransposes(),
        new MergeTransposes(),
        new MergeReshapes(),
        new NormalizeConv(),
        new NormalizeGemm(),
        new FuseMatMulAdd(),
        new FoldBatchNormIntoConv(),
        new FoldBatchNormIntoConvTranspose(),
        new FoldBatchNormIntoGemm(),
        new FoldBatchNormIntoNextConv(),
        new FoldBatchNormIntoNextGemm(),
        new FoldScaleIntoConv(),
        new FoldScaleIntoGemm(),
        new FoldScaleIntoNextConv(),
        new FoldScaleIntoNextGemm(),
        new FoldPadIntoConv(),
    ];

    /// <summary><see cref="Canonicalize"/> with a choice about inputs that have a default value.</summary>
    public static IReadOnlyList<Pass> CanonicalizeWith(OverridableInputs choice) =>
        [.. Canonicalize.Select(pass => pass is FreezeInitializerInputs ? new FreezeInitializerInputs(choice) : pass)];

    /// <summary>The same function in the forms that ONNX Runtime's integer kernels run fast.</summary>
    public static IReadOnlyList<Pass> Int8CpuForms { get; } =
    [
        new AveragePoolToDepthwiseConv(),
        new GroupedConvToDense(),
        new ChannelPadToConv(),
        new StridedSliceIntoConv(),
        new LimitMaskedScores(),
    ];

    /// <summary>All passes, as <c>list passes</c> prints them.</summary>
    public static IReadOnlyList<Pass> All { get; } = [.. Canonicalize, .. Int8CpuForms];

    /// <summary>Which pass must run before which, and why; a test holds it.</summary>
    public static IReadOnlyList<(Type First, Type Then, string Because)> Order { get; } =
    [
        (typeof(ChannelPadToConv), typeof(StridedSliceIntoConv), "the slices before a channel pad become its strides"),
        (typeof(AveragePoolToGlobalAveragePool), typeof(AveragePoolToDepthwiseConv), "a global pool has an integer kernel of its own"),
        (typeof(FreezeInitializerInputs), typeof(FoldConstants), "an input that a caller may replace is no constant"),
        (typeof(InlineConstantNodes), typeof(FoldShapes), "shape arithmetic reads initializers"),
        (typeof(FoldShapes), typeof(FoldConstants), "what depends on known shapes alone needs no float runtime"),
        (typeof(FoldConstants), typeof(NormalizeGemm), "weights behind Transpose or Cast are constants only then"),
        (typeof(FoldConstants), typeof(FoldBatchNormIntoConv), "weights behind Transpose or Cast are constants only then"),
        (typeof(NormalizeConv), typeof(FoldPadIntoConv), "pads can be added to explicit pads only"),
        (typeof(NormalizeGemm), typeof(FoldBatchNormIntoGemm), "alpha and beta are in weights and bias only then"),
        (typeof(FuseMatMulAdd), typeof(FoldBatchNormIntoGemm), "MatMul + Add is taken as one Gemm"),
        (typeof(FoldBatchNormIntoConv), typeof(FoldBatchNormIntoNextConv), "the layer before takes a normalization with any padding"),
        (typeof(FoldBatchNormIntoGemm), typeof(FoldBatchNormIntoNextGemm), "the layer before takes a normalization without another sum"),
        (typeof(FoldBatchNormIntoNextGemm), typeof(FoldScaleIntoNextGemm), "it leaves the Mul and Add that the second takes in"),
        (typeof(FoldScaleIntoConv), typeof(FoldScaleIntoNextConv), "the layer before takes a shift with any padding"),
    ];
}
