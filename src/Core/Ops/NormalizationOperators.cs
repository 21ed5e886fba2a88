using static Qcc.Core.Ops.AttributeKind;

namespace Qcc.Core.Ops;

/// <summary>Normalizations and attention.</summary>
public static class NormalizationOperators
{
    public static readonly Operator BatchNormalization = new("BatchNormalization")
    {
        Versions = [1, 6, 7, 9, 14, 15],
        Summary = "(x - mean) / √(var + ε) · scale + bias per channel.",
        Inputs = [new("X"), new("scale"), new("B"), new("input_mean"), new("input_var")],
        Outputs =
        [
            new("Y"), new("running_mean", Optional: true), new("running_var", Optional: true),
            new("saved_mean", Optional: true, Until: 13), new("saved_var", Optional: true, Until: 13),
        ],
        Attributes = [new("epsilon", Float), new("momentum", Float), new("spatial", Int, Until: 8), new("training_mode", Int, Since: 14)],
        Shapes = NormalizationShapes.BatchNormalization,
    };

    public static readonly Operator InstanceNormalization = new("InstanceNormalization")
    {
        Versions = [1, 6, 22],
        Summary = "Normalizes each channel of each sample.",
        Inputs = [new("input"), new("scale"), new("B")],
        Outputs = [new("output")],
        Attributes = [new("epsilon", Float)],
        Shapes = Shape.SameAs(0),
    };

    public static readonly Operator GroupNormalization = new("GroupNormalization")
    {
        Versions = [18, 21],
        Summary = "Normalizes groups of channels.",
        Inputs = [new("X", Since: 21), new("scale", Since: 21), new("bias", Since: 21)],
        Outputs = [new("Y", Since: 21)],
        Attributes = [new("epsilon", Float, Since: 21), new("num_groups", Int, Required: true, Since: 21), new("stash_type", Int, Since: 21)],
        Shapes = Shape.SameAs(0),
    };

    public static readonly Operator LayerNormalization = new("LayerNormalization")
    {
        Versions = [17],
        Summary = "Normalizes over the trailing dimensions.",
        Inputs = [new("X"), new("Scale"), new("B", Optional: true)],
        Outputs = [new("Y"), new("Mean", Optional: true), new("InvStdDev", Optional: true)],
        Attributes = [new("axis", Int), new("epsilon", Float), new("stash_type", Int)],
        Shapes = NormalizationShapes.FirstOutput,
        AffineInputs = [1, 2],
    };

    public static readonly Operator RMSNormalization = new("RMSNormalization")
    {
        Versions = [23],
        Summary = "Divides by the root mean square of the trailing dimensions.",
        Inputs = [new("X"), new("scale")],
        Outputs = [new("Y")],
        Attributes = [new("axis", Int), new("epsilon", Float), new("stash_type", Int)],
        Shapes = Shape.SameAs(0),
        AffineInputs = [1],
    };

    public static readonly Operator LpNormalization = new("LpNormalization")
    {
        Versions = [1, 22],
        Summary = "Divides by the Lp norm along an axis.",
        Inputs = [new("input")],
        Outputs = [new("output")],
        Attributes = [new("axis", Int), new("p", Int)],
        Shapes = Shape.SameAs(0),
    };

    public static readonly Operator MeanVarianceNormalization = new("MeanVarianceNormalization")
    {
        Versions = [9, 13],
        Summary = "Subtracts the mean and divides by the deviation.",
        Inputs = [new("X")],
        Outputs = [new("Y")],
        Attributes = [new("axes", Ints)],
        Shapes = Shape.SameAs(0),
    };

    public static readonly Operator LRN = new("LRN")
    {
        Versions = [1, 13],
        Summary = "Divides by the energy of neighbouring channels.",
        Inputs = [new("X")],
        Outputs = [new("Y")],
        Attributes = [new("alpha", Float), new("beta", Float), new("bias", Float), new("size", Int, Required: true)],
        Shapes = Shape.SameAs(0),
    };

    public static readonly Operator Attention = new("Attention")
    {
        Versions = [23, 24, 25],
        Summary = "Scaled dot-product attention.",
        Inputs =
        [
            new("Q"), new("K"), new("V"), new("attn_mask", Optional: true), new("past_key", Optional: true),
            new("past_value", Optional: true), new("nonpad_kv_seqlen", Optional: true, Since: 24),
        ],
        Outputs = [new("Y"), new("present_key", Optional: true), new("present_value", Optional: true), new("qk_matmul_output", Optional: true)],
        Attributes =
        [
            new("is_causal", Int), new("kv_num_heads", Int), new("left_window_size", Int, Since: 25), new("q_num_heads", Int),
            new("qk_matmul_output_mode", Int), new("right_window_size", Int, Since: 25), new("scale", Float), new("softcap", Float),
            new("softmax_precision", Int),
        ],
    };

    public static readonly Operator RotaryEmbedding = new("RotaryEmbedding")
    {
        Versions = [23],
        Summary = "Rotates pairs of features by an angle of their position.",
        Inputs = [new("X"), new("cos_cache"), new("sin_cache"), new("position_ids", Optional: true)],
        Outputs = [new("Y")],
        Attributes = [new("interleaved", Int), new("num_heads", Int), new("rotary_embedding_dim", Int)],
        Shapes = Shape.SameAs(0),
    };

    /// <summary>The entries of this file.</summary>
    public static IReadOnlyList<Operator> All { get; } =
    [
        BatchNormalization, InstanceNormalization, GroupNormalization, LayerNormalization, RMSNormalization, LpNormalization,
        MeanVarianceNormalization, LRN, Attention, RotaryEmbedding,
    ];
}
