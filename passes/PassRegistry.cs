using Qcc.Core.Ir;
using Qcc.Core.Quantization;
using Qcc.Core.Rewrite;
using Qcc.Passes.Canonicalize;
using Qcc.Passes.Dequantize;
using Qcc.Passes.Forms;
using Qcc.Passes.Lower;
using Qcc.Passes.Lower.Integer;
using Qcc.Passes.Recognize;

namespace Qcc.Passes;

/// <summary>The passes in the order in which a compile runs them, and the reasons for that order.</summary>
public static class PassRegistry
{
    /// <summary>Formulas that exporters write out, as the standard operator that they are: a part of <see cref="Canonicalize"/>.</summary>
    public static IReadOnlyList<Pass> Recognize { get; } =
    [
        new RecognizeLayerNormalization(),
        new RecognizeShiftedLayerNormalization(),
        new FoldScaleIntoNormalization(),
        new RecognizeGelu(),
        new RecognizeHardSwish(),
    ];

    /// <summary>
    /// Formulas as operators that only ONNX Runtime has. A part of <see cref="Int8CpuForms"/>; files of standard operators alone leave it out.
    /// </summary>
    public static IReadOnlyList<Pass> RuntimeOperators { get; } =
    [
        new RecognizeRmsNormalization(),
        new RecognizeQuickGelu(),
        new RecognizeRotaryEmbedding(),
    ];

    /// <summary>Same function, fewer and more regular operators. Run it until nothing changes: one simplification may open another.</summary>
    public static IReadOnlyList<Pass> Canonicalize { get; } =
    [
        new FreezeInitializerInputs(),
        new InlineConstantNodes(),
        new RemoveDeadCode(),
        new FoldShapes(),
        new FoldConstants(),
        new InlineConstantIf(),
        new NormalizeRange(),
        new RemoveIdentities(),
        new SumToAdd(),
        new PReluToLeakyRelu(),
        .. Recognize,
        new ReduceMeanToGlobalAveragePool(),
        new AveragePoolToGlobalAveragePool(),
        new PointwiseConvToGemm(),
        new CancelTransposes(),
        new MergeTransposes(),
        new EinsumToMatMul(),
        new UnflattenSoftmax(),
        new GroupRepeatedHeads(),
        new ScaleBeforeReshape(),
        new BiasBeforeReshape(),
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
    public static IReadOnlyList<Pass> Int8CpuForms(OnnxForm form) =>
    [
        new AveragePoolToDepthwiseConv(),
        new GroupedConvToDense(),
        new ChannelPadToConv(),
        new StridedSliceIntoConv(),
        new WhereToAddedMask(),
        new LimitMaskedScores(),
        .. form == OnnxForm.Qdq ? [] : RuntimeOperators,
        new AddToSumBeforeNormalization(),
    ];

    /// <summary>The same function in the forms that integer graphs have operators for.</summary>
    public static IReadOnlyList<Pass> IntegerForms { get; } =
    [
        new WhereToAddedMask(),
        new LimitMasks(),
        new RecognizeRmsNormalization(),
        new RecognizeQuickGelu(),
        new MatMulAddToGemm(),
        new SplitToSlices(),
    ];

    /// <summary>The lowered graph as an integer graph (docs/integer-graph.md).</summary>
    /// <param name="multipliers">What scales become.</param>
    public static IReadOnlyList<Pass> LowerToIntegers(Multipliers multipliers) =>
    [
        .. multipliers.Form == MultiplierForm.Dyadic ? [new ProveAdd(), new ProveRequantize(multipliers.Bits)] : Array.Empty<Pass>(),
        new LowerConv(multipliers),
        new LowerMatMul(multipliers),
        new LowerProduct(multipliers),
        new LowerBinary(multipliers),
        new LowerMean(multipliers),
        new LowerAveragePool(multipliers),
        new LimitCodes(),
        new LowerUnary(),
        new LowerSoftmax(),
        new LowerNormalization(),
        new LowerPRelu(multipliers),
        new LowerResize(),
        new LowerArgMax(),
        new LowerCast(multipliers),
        new LowerMovement(multipliers),
        new LowerConversion(multipliers),
        new PackWeights(),
        new RemoveDeadCode(),
    ];

    /// <summary>A quantized model as floats; before <see cref="Canonicalize"/>, on request.</summary>
    public static IReadOnlyList<Pass> Dequantize { get; } = [new UnpackQuantizedOperators(), new RemoveQuantization()];

    /// <summary>Other float types as float32, in which integer kernels read and write; before <see cref="Canonicalize"/>.</summary>
    public static Pass ComputeInFloat32 { get; } = new ComputeInFloat32(ElementType.F16, ElementType.BF16, ElementType.F64);

    /// <summary>What the lowered graph of int8-cpu becomes in each form.</summary>
    public static IReadOnlyList<Pass> LoweredForms(OnnxForm form) => form switch
    {
        OnnxForm.Qdq => [],
        OnnxForm.Qoperator =>
        [
            new FuseQLinearConv(),
            new FuseQLinearMatMul(),
            new FuseQGemm(),
            new FuseQGemmToFloat(),
            new FuseMatMulIntegerToFloat(),
            new FuseMatMulToFloat(),
            new FuseQLinearBinary(),
            new FuseQLinearUnary(),
            new FuseQLinearConcat(),
            new MoveCodes(),
        ],
        _ => [new FuseMatMulIntegerToFloat()],
    };

    /// <summary>All passes, as <c>list passes</c> prints them.</summary>
    public static IReadOnlyList<Pass> All { get; } = [.. Dequantize, ComputeInFloat32, .. Canonicalize, .. Int8CpuForms(OnnxForm.Auto), .. IntegerForms.Where(p => p is LimitMasks or MatMulAddToGemm or SplitToSlices), .. LoweredForms(OnnxForm.Qoperator), .. LowerToIntegers(Multipliers.Default).Where(p => p.Stage == Stage.Lower)];

    /// <summary>Which pass must run before which, and why; a test holds it.</summary>
    public static IReadOnlyList<(Type First, Type Then, string Because)> Order { get; } =
    [
        (typeof(UnpackQuantizedOperators), typeof(RemoveQuantization), "it leaves the pairs of Q and DQ that the second removes"),
        (typeof(RemoveQuantization), typeof(FoldConstants), "quantized weights are no constants to the others"),
        (typeof(FoldShapes), typeof(RecognizeLayerNormalization), "factors of one are written for known sizes only"),
        (typeof(RecognizeLayerNormalization), typeof(ReduceMeanToGlobalAveragePool), "a mean over trailing dimensions may be part of a normalization"),
        (typeof(RecognizeLayerNormalization), typeof(FoldScaleIntoNormalization), "gain and shift belong to the normalization"),
        (typeof(FoldScaleIntoNormalization), typeof(FoldScaleIntoNextGemm), "gain and shift belong to the normalization"),
        (typeof(WhereToAddedMask), typeof(LimitMaskedScores), "it looks for a mask directly before the Softmax"),
        (typeof(EinsumToMatMul), typeof(BiasBeforeReshape), "its product ends in a Reshape into heads"),
        (typeof(GroupRepeatedHeads), typeof(ScaleBeforeReshape), "it puts a Reshape between a product and its scale"),
        (typeof(ScaleBeforeReshape), typeof(MergeReshapes), "a scale belongs to the product, not behind its Reshape"),
        (typeof(RecognizeLayerNormalization), typeof(AddToSumBeforeNormalization), "it looks for the single operator"),
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
        (typeof(FuseQLinearMatMul), typeof(FuseMatMulToFloat), "what is quantized at once need not be float"),
        (typeof(FuseQGemm), typeof(FuseQGemmToFloat), "what is quantized at once need not be float"),
        (typeof(FuseMatMulIntegerToFloat), typeof(FuseMatMulToFloat), "the kernel takes the bias that follows"),
        (typeof(ProveAdd), typeof(ProveRequantize), "it moves scales that layers read"),
        (typeof(ProveRequantize), typeof(LowerConv), "scales are gone in an integer graph"),
        (typeof(ProveRequantize), typeof(LowerMatMul), "scales are gone in an integer graph"),
        (typeof(WhereToAddedMask), typeof(LimitMasks), "it limits what is added"),
        (typeof(LowerConv), typeof(PackWeights), "it looks for layers of codes"),
        (typeof(LowerMatMul), typeof(PackWeights), "it looks for layers of codes"),
        (typeof(LowerConv), typeof(LimitCodes), "it limits the codes of a lowered node"),
        (typeof(LowerBinary), typeof(LimitCodes), "it limits the codes of a lowered node"),
        (typeof(LimitCodes), typeof(LowerUnary), "a limit takes no table"),
        (typeof(LowerMovement), typeof(LowerConversion), "what moves codes takes the conversions beside it"),
        (typeof(FoldScaleIntoConv), typeof(FoldScaleIntoNextConv), "the layer before takes a shift with any padding"),
    ];
}
