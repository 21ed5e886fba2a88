using Qcc.Core.Ops;

namespace Qcc.Onnx.OpsetRaising;

/// <summary>
/// Versions 8 to 21 at which an operator got more types, attributes with the old meaning as default, optional inputs, outputs
/// or a clearer text, so that an older node means the same. Every other version has a row in <see cref="ConversionTable"/>;
/// one that is in neither is refused. Source: ONNX, docs/Changelog.md.
/// </summary>
static class CompatibleVersions
{
    static readonly (int[] Versions, Operator[] Operators)[] Table =
    [
        // Element types alone.
        ([13], [
            ElementwiseOperators.Abs, ElementwiseOperators.Neg, ElementwiseOperators.Sign, ElementwiseOperators.Ceil, ElementwiseOperators.Floor,
            ElementwiseOperators.Sqrt, ElementwiseOperators.Reciprocal, ElementwiseOperators.Exp, ElementwiseOperators.Log, ElementwiseOperators.Erf,
            ElementwiseOperators.Mod, ActivationOperators.Sigmoid, ActivationOperators.Tanh, DataMovementOperators.Expand, DataMovementOperators.Tile,
            DataMovementOperators.NonZero, DataMovementOperators.SpaceToDepth, DataMovementOperators.GatherElements, NormalizationOperators.LRN,
            NormalizationOperators.MeanVarianceNormalization, LossOperators.NegativeLogLikelihoodLoss, LossOperators.SoftmaxCrossEntropyLoss,
        ]),
        ([13, 14], [ElementwiseOperators.Add, ElementwiseOperators.Sub, ElementwiseOperators.Mul, ElementwiseOperators.Div, ActivationOperators.Relu]),
        ([16], [ActivationOperators.LeakyRelu, ElementwiseOperators.GreaterOrEqual, ElementwiseOperators.LessOrEqual, ElementwiseOperators.Where]),
        ([9, 16], [ActivationOperators.PRelu]),
        ([9, 13], [ElementwiseOperators.Greater, ElementwiseOperators.Less, MatrixOperators.MatMul]),
        ([11, 13, 19], [ElementwiseOperators.Equal]),
        ([12, 13, 15], [ElementwiseOperators.Pow]),
        ([13, 20], [ElementwiseOperators.IsNaN]),
        ([20], [ElementwiseOperators.IsInf]),
        ([14], [ReductionOperators.CumSum]),
        ([13, 14, 16, 19, 21], [DataMovementOperators.Identity]),
        ([13, 21], [DataMovementOperators.Transpose]),
        ([13, 19, 21], [ConstantOperators.Size]),
        ([20, 21], [ConstantOperators.ConstantOfShape]),
        ([21], [QuantizationOperators.QLinearMatMul]),

        // 8: inputs may broadcast.
        ([8, 12, 13], [ElementwiseOperators.Max, ElementwiseOperators.Min]),
        ([8, 13], [ElementwiseOperators.Sum, ElementwiseOperators.Mean]),

        // 11: axes may count from the end, and inputs be left out; later element types.
        ([11, 13], [DataMovementOperators.Concat, DataMovementOperators.Gather]),
        ([9, 11, 13, 21], [DataMovementOperators.Flatten]),
        ([11], [DataMovementOperators.Compress, ReductionOperators.NonMaxSuppression, ConvolutionOperators.Conv, ConvolutionOperators.ConvTranspose]),
        ([9, 11, 13], [MatrixOperators.Gemm]),
        ([11], [PoolingOperators.MaxUnpool]),

        // 11: a negative index counts from the end; before, a node with one had no defined meaning.
        ([11], [DataMovementOperators.OneHot]),
        ([13], [DataMovementOperators.ScatterElements, DataMovementOperators.ScatterND]),

        // New attributes: mode, batch_dims, select_last_index, reduction, start and end, allowzero, saturate, axis of a scale, block_size.
        ([11, 13], [DataMovementOperators.DepthToSpace]),
        ([12, 13], [DataMovementOperators.GatherND]),
        ([11, 12, 13], [ReductionOperators.ArgMax, ReductionOperators.ArgMin]),
        ([16, 18], [DataMovementOperators.ScatterElements, DataMovementOperators.ScatterND]),
        ([13, 15, 19, 21], [ConstantOperators.Shape]),
        ([13, 14, 19, 21], [DataMovementOperators.Reshape]),
        ([9, 13, 19, 21], [ElementwiseOperators.Cast]),
        ([19, 21], [ElementwiseOperators.CastLike]),
        ([13, 19, 21], [QuantizationOperators.QuantizeLinear, QuantizationOperators.DequantizeLinear]),
        ([9, 11, 12, 13, 19, 21], [ConstantOperators.Constant]),

        // Pooling: indices, ceil_mode, dilations, storage_order.
        ([8, 10, 11, 12], [PoolingOperators.MaxPool]),
        ([10, 11, 19], [PoolingOperators.AveragePool]),
        ([11, 18], [PoolingOperators.LpPool]),

        // Recurrent: layout.
        ([14], [RecurrentOperators.RNN, RecurrentOperators.LSTM, RecurrentOperators.GRU]),

        // 15: the statistics may have another type than the data.
        ([15], [NormalizationOperators.BatchNormalization]),

        // Sequences and optionals are taken where tensors were.
        ([11, 13, 16, 19, 21], [ControlFlowOperators.If, ControlFlowOperators.Loop]),
        ([11, 16, 19, 21], [ControlFlowOperators.Scan]),
        ([18], [SequenceOperators.OptionalGetElement, SequenceOperators.OptionalHasElement]),

        // Versions of operators with rows in the table of conversions, at which they changed compatibly.
        ([12, 13], [ElementwiseOperators.Clip]),
        ([10, 13], [DataMovementOperators.Dropout]),
        ([11, 21], [DataMovementOperators.Squeeze, DataMovementOperators.Unsqueeze]),
        ([11], [DataMovementOperators.Split]),
        ([11, 13], [DataMovementOperators.Slice]),
        ([13, 18, 19, 21], [DataMovementOperators.Pad]),
        ([18, 19], [DataMovementOperators.Resize]),
        ([11], [ReductionOperators.TopK, ReductionOperators.ReduceSum]),
        ([11, 12, 13, 20], [ReductionOperators.ReduceMax, ReductionOperators.ReduceMin]),
        ([11, 13], [
            ReductionOperators.ReduceMean, ReductionOperators.ReduceProd, ReductionOperators.ReduceL1, ReductionOperators.ReduceL2,
            ReductionOperators.ReduceLogSum, ReductionOperators.ReduceLogSumExp, ReductionOperators.ReduceSumSquare,
        ]),
        ([11], [ActivationOperators.Softmax, ActivationOperators.LogSoftmax, ActivationOperators.Hardmax]),
    ];

    static readonly HashSet<(Operator, int)> Rows =
        [.. Table.SelectMany(row => row.Operators.SelectMany(op => row.Versions.Select(version => (op, version))))];

    /// <summary>Whether a node of the version before means the same in this one.</summary>
    public static bool Contains(Operator op, int version) => Rows.Contains((op, version));
}
