using Qcc.Core.Ir;
using Qcc.Core.Ops;

namespace Qcc.Passes.Equalize;

/// <summary>
/// The inputs of a node that multiply its result, or are added to it, channel by channel: weights and biases of normalizations, the
/// vector of a Mul or Add, the columns of a table that a Gather reads.
/// </summary>
static class ChannelParameters
{
    /// <summary>The inputs. Empty where there are none, or where one is no constant that meets the channels of the view.</summary>
    /// <param name="rank">Rank of the value that the view is of.</param>
    public static IReadOnlyList<int> Of(Node node, int rank, ChannelView view)
    {
        IReadOnlyList<int> inputs = node.Operator.AffineInputs.Count > 0 ? [.. node.Operator.AffineInputs.Where(i => node.Input(i) is not null)]
            : IsVectorOperation(node) ? [node.Inputs[0]!.Initializer is null ? 1 : 0]
            : IsTable(node) ? [0]
            : IsBatchNormalization(node) ? [1, 2]
            : [];
        return inputs.All(i => AxisOf(node, i, rank, view) is not null) ? inputs : [];
    }

    /// <summary>Whether the node may make a result that can take factors, other than by a layer.</summary>
    public static bool CanScaleResult(Node node) => node.Operator.AffineInputs.Count > 0 || IsTable(node) || IsBatchNormalization(node) || (node.Operator == ElementwiseOperators.Mul && IsVectorOperation(node));

    /// <summary>The axis of a constant that meets the channels, all its other axes having one element; null where there is none.</summary>
    public static int? AxisOf(Node node, int input, int rank, ChannelView view)
    {
        if (view.Axes is not [{ } channels] || node.Constant(input) is not { Element: ElementType.F32 } constant)
        {
            return null;
        }
        if (IsTable(node))
        {
            return channels == rank - 1 && constant.Shape[1] == view.Classes.Length ? 1 : null;
        }
        if (IsBatchNormalization(node))
        {
            return channels == 1 && constant.Count == view.Classes.Length ? 0 : null;
        }
        int axis = constant.Rank - (rank - channels);
        return constant.Count == view.Classes.Length && axis >= 0 && constant.Rank <= rank && constant.Shape[axis] == view.Classes.Length ? axis : null;
    }

    /// <summary>The axis of the channels in what such a node makes: that of pictures for a vector with one element beside each position.</summary>
    public static int ResultAxis(Node node, int rank) => IsBatchNormalization(node) ? 1
        : node.Operator == ElementwiseOperators.Mul && rank > 2 && node.Inputs.Select(i => i?.Constant).FirstOrDefault(c => c is not null) is { Rank: > 1 } vector && vector.Shape[^1] == 1 ? 1
        : rank - 1;

    static bool IsBatchNormalization(Node node) => node.Operator == NormalizationOperators.BatchNormalization && node.Int("training_mode", 0) == 0;

    static bool IsTable(Node node) => node.Operator == DataMovementOperators.Gather && node.Constant(0) is { Element: ElementType.F32, Rank: 2 } && node.Int("axis", 0) == 0;

    static bool IsVectorOperation(Node node) => (node.Operator == ElementwiseOperators.Mul || node.Operator == ElementwiseOperators.Add)
        && node.Inputs is [{ } a, { } b] && (a.Initializer is null) != (b.Initializer is null);
}
