using Qcc.Core.Ir;

namespace Qcc.Core.Rewrite;

/// <summary>The stages of a compile, in order.</summary>
public enum Stage { Import, Canonicalize, Calibrate, Equalize, Quantize, Lower, Emit, Check }

/// <summary>One transformation of a graph: one file, one job. It never reads files or options of others and never prints.</summary>
public abstract class Pass
{
    /// <summary>The name by which <c>list passes</c>, <c>dump --after</c> and the trace call it: the type's name.</summary>
    public virtual string Name => GetType().Name;

    /// <summary>One line: what it does, before and after.</summary>
    public abstract string Summary { get; }

    public abstract Stage Stage { get; }

    /// <summary>Transforms the graph; returns whether it changed anything.</summary>
    public abstract bool Run(Graph graph, PassContext context);
}
