using Qcc.Core.Quantization;
using Qcc.Core.Rewrite;
using Qcc.Passes;

namespace Qcc.Targets;

/// <summary>What targets have in common whose networks have no floats between inputs and outputs (docs/integer-graph.md).</summary>
public abstract record IntegerOnlyTarget : Target
{
    public override bool FixesSizes => true;
    public override KernelTable Kernels { get; init; } = IntegerKernels.Table;
    public override IReadOnlyList<Pass> Forms => PassRegistry.IntegerForms;
    public override IReadOnlyList<Pass> LoweredForms => [];
    public override IReadOnlyList<Pass> FinalForms => PassRegistry.LowerToIntegers(Multipliers);
}
