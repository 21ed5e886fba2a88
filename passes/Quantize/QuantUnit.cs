using Qcc.Core.Ir;
using Qcc.Core.Quantization;

namespace Qcc.Passes.Quantize;

/// <summary>
/// The smallest piece that runs either in integers or in float: a node, with the Relu or Clip behind it that the code range of
/// its result would absorb.
/// </summary>
public sealed class QuantUnit
{
    /// <summary>The node that computes.</summary>
    public required Node Node { get; init; }

    /// <summary>The absorbed Relu or Clip, or null.</summary>
    public Node? Activation { get; init; }

    /// <summary>The bounds that the absorbed activation holds the result to; infinite where there is none.</summary>
    public (float Low, float High) Bounds { get; init; } = (float.NegativeInfinity, float.PositiveInfinity);

    /// <summary>The integer kernel; null where <see cref="Refusal"/> says why there is none.</summary>
    public Kernel? Kernel { get; init; }

    /// <summary>Why the unit cannot run in integers, or null.</summary>
    public string? Refusal { get; init; }

    /// <summary>Expected cost in nanoseconds; zero where nothing is known.</summary>
    public KernelCost Cost { get; init; }

    /// <summary>Whether the unit runs in integers.</summary>
    public bool IsInteger { get; set; }

    /// <summary>The value that leaves the unit: the first that its last node does not leave out (a GRU may return its last state only).</summary>
    public Value Output => (Activation ?? Node).Outputs.First(o => o is not null)!;

    /// <summary>The activations that the unit reads, each once; constants are not among them.</summary>
    public IEnumerable<Value> Inputs => Core.Ir.Graph.ReadBy(Node).Where(v => v.Initializer is null || v.IsGraphInput).Distinct();

    /// <summary>Indices and sizes are no activations.</summary>
    internal static bool HoldsReals(Value value) => value.TensorType is not { } type || type.Element.IsFloat();

    /// <summary>The activations that an integer kernel reads as codes: the data inputs of its form.</summary>
    public IEnumerable<Value> QuantizedInputs => Kernel?.Form switch
    {
        KernelForm.Weighted or KernelForm.SameScale => [Node.Inputs[0]!],
        KernelForm.Unary => Node.Inputs.OfType<Value>().Where(v => HoldsReals(v) && !v.IsConstant).Take(1),
        KernelForm.Elementwise => Node.Inputs.OfType<Value>().Where(HoldsReals).Distinct(),
        _ => [],
    };
}
