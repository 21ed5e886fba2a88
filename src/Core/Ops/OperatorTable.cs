using Qcc.Core.Ops.Integer;

namespace Qcc.Core.Ops;

/// <summary>Every operator that qcc knows. To add one, write its entry in the file of its topic and name it in that file's list.</summary>
public static class OperatorTable
{
    /// <summary>The entries, in the order of the support page.</summary>
    public static readonly IReadOnlyList<Operator> All =
    [
        .. ConvolutionOperators.All,
        .. MatrixOperators.All,
        .. ElementwiseOperators.All,
        .. ActivationOperators.All,
        .. PoolingOperators.All,
        .. NormalizationOperators.All,
        .. DataMovementOperators.All,
        .. ReductionOperators.All,
        .. QuantizationOperators.All,
        .. ConstantOperators.All,
        .. ControlFlowOperators.All,
        .. RecurrentOperators.All,
        .. SignalOperators.All,
        .. LossOperators.All,
        .. SequenceOperators.All,
        .. TextOperators.All,
        .. ClassicMlOperators.All,
        .. TrainingOperators.All,
        .. ContribOperators.All,
        .. IntegerOperators.All,
    ];

    /// <summary>The newest version of ONNX's own domain that the table describes.</summary>
    public const int NewestOpset = 26;

    static readonly Dictionary<(string Domain, string Name), Operator> ByName = All.ToDictionary(o => (o.Domain, o.Name));

    /// <summary>The entry for a name in a domain ("ai.onnx" is ""), or null.</summary>
    public static Operator? Find(string domain, string name) => ByName.GetValueOrDefault((Ir.Model.Normalize(domain), name));
}
