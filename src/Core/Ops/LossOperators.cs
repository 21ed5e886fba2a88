using static Qcc.Core.Ops.AttributeKind;

namespace Qcc.Core.Ops;

/// <summary>Losses, for models in training.</summary>
public static class LossOperators
{
    public static readonly Operator NegativeLogLikelihoodLoss = new("NegativeLogLikelihoodLoss")
    {
        Versions = [12, 13, 22],
        Summary = "Negative log likelihood.",
        Inputs = [new("input"), new("target"), new("weight", Optional: true)],
        Outputs = [new("loss")],
        Attributes = [new("ignore_index", Int), new("reduction", Utf8)],
    };

    public static readonly Operator SoftmaxCrossEntropyLoss = new("SoftmaxCrossEntropyLoss")
    {
        Versions = [12, 13],
        Summary = "Cross entropy of Softmax.",
        Inputs = [new("scores"), new("labels"), new("weights", Optional: true)],
        Outputs = [new("output"), new("log_prob", Optional: true)],
        Attributes = [new("ignore_index", Int), new("reduction", Utf8)],
    };

    /// <summary>The entries of this file.</summary>
    public static IReadOnlyList<Operator> All { get; } =
    [
        NegativeLogLikelihoodLoss, SoftmaxCrossEntropyLoss,
    ];
}
