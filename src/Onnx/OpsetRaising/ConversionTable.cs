using Qcc.Core.Ops;

namespace Qcc.Onnx.OpsetRaising;

/// <summary>
/// Every version from 8 to 21 at which a node must be rewritten. Those at which an operator changed compatibly stand in
/// <see cref="CompatibleVersions"/>. Source: ONNX, docs/Changelog.md.
/// </summary>
static class ConversionTable
{
    /// <summary>The rows, by version.</summary>
    public static readonly IReadOnlyList<Conversion> All =
    [
        new(NormalizationOperators.BatchNormalization, 9, BatchNormalizationConversions.NormalizeEachChannel),
        new(DataMovementOperators.Upsample, 9, UpsampleConversions.TakeScalesAsInput),
        new(ControlFlowOperators.Scan, 9, s => throw s.Refuse("it scans a batch of sequences, which may differ in length", "scan one sequence at a time")),

        new(DataMovementOperators.Slice, 10, AttributesToInputs.Slice),
        new(ReductionOperators.TopK, 10, AttributesToInputs.TopK),
        new(DataMovementOperators.Upsample, 10, UpsampleConversions.ToResize),

        new(ElementwiseOperators.Clip, 11, AttributesToInputs.Clip),
        new(DataMovementOperators.Pad, 11, AttributesToInputs.Pad),
        new(DataMovementOperators.Resize, 11, ResizeConversions.NameCoordinates),
        new(DataMovementOperators.Scatter, 11, Renamings.ScatterToScatterElements),

        new(DataMovementOperators.Dropout, 12, DropoutConversions.InInference),

        new(DataMovementOperators.Squeeze, 13, AttributesToInputs.OptionalAxes),
        new(DataMovementOperators.Unsqueeze, 13, AttributesToInputs.Axes),
        new(DataMovementOperators.Split, 13, AttributesToInputs.Split),
        new(ReductionOperators.ReduceSum, 13, AttributesToInputs.OptionalAxes),
        new(ActivationOperators.Softmax, 13, SoftmaxConversions.AlongOneAxis),
        new(ActivationOperators.LogSoftmax, 13, SoftmaxConversions.AlongOneAxis),
        new(ActivationOperators.Hardmax, 13, SoftmaxConversions.AlongOneAxis),
        new(DataMovementOperators.Resize, 13, ResizeConversions.LeaveOutEmptyInputs),

        new(NormalizationOperators.BatchNormalization, 14, BatchNormalizationConversions.InInference),

        new(PoolingOperators.RoiAlign, 16, Renamings.RoiAlignCoordinates),

        new(ReductionOperators.ReduceMean, 18, AttributesToInputs.OptionalAxes),
        new(ReductionOperators.ReduceMax, 18, AttributesToInputs.OptionalAxes),
        new(ReductionOperators.ReduceMin, 18, AttributesToInputs.OptionalAxes),
        new(ReductionOperators.ReduceProd, 18, AttributesToInputs.OptionalAxes),
        new(ReductionOperators.ReduceL1, 18, AttributesToInputs.OptionalAxes),
        new(ReductionOperators.ReduceL2, 18, AttributesToInputs.OptionalAxes),
        new(ReductionOperators.ReduceLogSum, 18, AttributesToInputs.OptionalAxes),
        new(ReductionOperators.ReduceLogSumExp, 18, AttributesToInputs.OptionalAxes),
        new(ReductionOperators.ReduceSumSquare, 18, AttributesToInputs.OptionalAxes),
        new(DataMovementOperators.Split, 18, Renamings.SplitCount),

        new(SignalOperators.DFT, 20, AttributesToInputs.Dft),
        new(DataMovementOperators.GridSample, 20, Renamings.GridSampleMode),

        new(NormalizationOperators.GroupNormalization, 21, GroupNormalizationConversions.ScaleEachChannel),
    ];

    static readonly Dictionary<(Operator, int), Conversion> Rows = All.ToDictionary(row => (row.Operator, row.Version));

    /// <summary>The row for an operator that changed at a version, or null.</summary>
    public static Conversion? Find(Operator op, int version) => Rows.GetValueOrDefault((op, version));
}
