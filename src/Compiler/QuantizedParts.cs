using Qcc.Core.Ir;
using Qcc.Core.Ops;
using static Qcc.Core.Ops.ContribOperators;

namespace Qcc;

/// <summary>Finds what somebody has quantized before. No pass changes it, so its codes stay as they are.</summary>
static class QuantizedParts
{
    static readonly HashSet<Operator> Operators =
    [
        .. QuantizationOperators.All, ContribOperators.QuantizeLinear, ContribOperators.DynamicQuantizeLinear, QLinearAdd, QLinearMul, QLinearConcat,
        QLinearAveragePool, QLinearGlobalAveragePool, QLinearSigmoid, QLinearLeakyRelu, QLinearSoftmax, QLinearWhere, QLinearReduceMean,
        ContribOperators.QLinearConv, QGemm, MatMulIntegerToFloat, DynamicQuantizeMatMul, DynamicQuantizeLSTM, MatMulNBits, MulInteger, ReduceSumInteger,
        QEmbedLayerNormalization, QAttention, QMoE,
    ];

    /// <summary>The quantized operators of a model with their number, or null where it has none.</summary>
    public static string? Of(Model model)
    {
        string[] found = [.. model.Graph.WithSubgraphs().SelectMany(g => g.Nodes).Where(n => Operators.Contains(n.Operator))
            .GroupBy(n => n.Operator.Name).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => $"{g.Count()} {g.Key}")];
        return found.Length > 0 ? string.Join(", ", found) : null;
    }
}
