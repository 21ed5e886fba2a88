using Qcc.Core.Ir;

namespace Qcc.Codegen.C.Memory;

/// <summary>What one layer computes: a node, and the Requantize of its accumulators where they go nowhere else.</summary>
sealed record Step(Node Node, Node? Requantize)
{
    /// <summary>What is stored.</summary>
    public IReadOnlyList<Value?> Results => (Requantize ?? Node).Outputs;
}
