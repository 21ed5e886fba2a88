using static Qcc.Core.Ops.AttributeKind;

namespace Qcc.Core.Ops;

/// <summary>Recurrent layers.</summary>
public static class RecurrentOperators
{
    public static readonly Operator RNN = new("RNN")
    {
        Versions = [1, 7, 14, 22],
        Summary = "One-layer recurrent network.",
        Inputs = [new("X"), new("W"), new("R"), new("B", Optional: true), new("sequence_lens", Optional: true), new("initial_h", Optional: true)],
        Outputs = [new("Y", Optional: true), new("Y_h", Optional: true)],
        Attributes =
        [
            new("activation_alpha", Floats), new("activation_beta", Floats), new("activations", Utf8s), new("clip", Float),
            new("direction", Utf8), new("hidden_size", Int), new("layout", Int, Since: 14),
        ],
    };

    public static readonly Operator LSTM = new("LSTM")
    {
        Versions = [1, 7, 14, 22],
        Summary = "One-layer long short-term memory network.",
        Inputs =
        [
            new("X"), new("W"), new("R"), new("B", Optional: true), new("sequence_lens", Optional: true),
            new("initial_h", Optional: true), new("initial_c", Optional: true), new("P", Optional: true),
        ],
        Outputs = [new("Y", Optional: true), new("Y_h", Optional: true), new("Y_c", Optional: true)],
        Attributes =
        [
            new("activation_alpha", Floats), new("activation_beta", Floats), new("activations", Utf8s), new("clip", Float),
            new("direction", Utf8), new("hidden_size", Int), new("input_forget", Int), new("layout", Int, Since: 14),
        ],
    };

    public static readonly Operator GRU = new("GRU")
    {
        Versions = [1, 3, 7, 14, 22],
        Summary = "One-layer gated recurrent network.",
        Inputs = [new("X"), new("W"), new("R"), new("B", Optional: true), new("sequence_lens", Optional: true), new("initial_h", Optional: true)],
        Outputs = [new("Y", Optional: true), new("Y_h", Optional: true)],
        Attributes =
        [
            new("activation_alpha", Floats), new("activation_beta", Floats), new("activations", Utf8s), new("clip", Float),
            new("direction", Utf8), new("hidden_size", Int), new("layout", Int, Since: 14), new("linear_before_reset", Int),
        ],
    };

    /// <summary>The entries of this file.</summary>
    public static IReadOnlyList<Operator> All { get; } =
    [
        RNN, LSTM, GRU,
    ];
}
