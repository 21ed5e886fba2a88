using Qcc.Core.Quantization;
using Qcc.Core.Rewrite;

namespace Qcc.Targets;

/// <summary>A place where a compiled network runs: properties and no logic.</summary>
public abstract class Target
{
    /// <summary>The name that <c>--target</c> takes.</summary>
    public abstract string Name { get; }

    /// <summary>One line for <c>qcc list targets</c>.</summary>
    public abstract string Summary { get; }

    /// <summary>The operator forms that run in integers, and what they cost.</summary>
    public abstract KernelTable Kernels { get; }

    /// <summary>Passes that bring a canonical graph into the forms that this target runs fast; the function stays.</summary>
    public abstract IReadOnlyList<Pass> Forms { get; }

    /// <summary>Extension of the output, with its dot.</summary>
    public abstract string Extension { get; }
}
