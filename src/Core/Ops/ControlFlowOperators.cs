using static Qcc.Core.Ops.AttributeKind;

namespace Qcc.Core.Ops;

/// <summary>Operators that run subgraphs.</summary>
public static class ControlFlowOperators
{
    public static readonly Operator If = new("If")
    {
        Versions = [1, 11, 13, 16, 19, 21, 23, 24, 25],
        Summary = "One of two branches.",
        Inputs = [new("cond")],
        Outputs = [new("outputs", Variadic: true)],
        Attributes = [new("else_branch", Graph, Required: true), new("then_branch", Graph, Required: true)],
    };

    public static readonly Operator Loop = new("Loop")
    {
        Versions = [1, 11, 13, 16, 19, 21, 23, 24, 25],
        Summary = "A body run while a condition holds.",
        Inputs = [new("M", Optional: true), new("cond", Optional: true), new("v_initial", Variadic: true)],
        Outputs = [new("v_final_and_scan_outputs", Variadic: true)],
        Attributes = [new("body", Graph, Required: true)],
    };

    public static readonly Operator Scan = new("Scan")
    {
        Versions = [8, 9, 11, 16, 19, 21, 23, 24, 25],
        Summary = "A body run over slices.",
        Inputs =
        [
            new("initial_state_and_scan_inputs", Optional: true, Variadic: true),
            new("initial_state_and_scan_inputs", Variadic: true, Until: 8),
        ],
        Outputs = [new("final_state_and_scan_outputs", Variadic: true)],
        Attributes =
        [
            new("body", Graph, Required: true), new("directions", Ints, Until: 8), new("num_scan_inputs", Int, Required: true),
            new("scan_input_axes", Ints, Since: 9), new("scan_input_directions", Ints, Since: 9),
            new("scan_output_axes", Ints, Since: 9), new("scan_output_directions", Ints, Since: 9),
        ],
    };

    /// <summary>The entries of this file.</summary>
    public static IReadOnlyList<Operator> All { get; } =
    [
        If, Loop, Scan,
    ];
}
