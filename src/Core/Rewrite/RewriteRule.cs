using Qcc.Core.Ir;

namespace Qcc.Core.Rewrite;

/// <summary>
/// A pass that is one law: where <see cref="Before"/> matches and <see cref="Guard"/> has nothing against it, the result of the
/// pattern's root is computed by <see cref="After"/>. The driver applies it until nothing matches.
/// </summary>
public abstract class RewriteRule : Pass
{
    public override Stage Stage => Stage.Canonicalize;

    public abstract OpPattern Before { get; }

    /// <summary>The first opset that has the operators which <see cref="After"/> writes; models of older ones stay as they are.</summary>
    public virtual int FirstOpset => 1;

    /// <summary>Why the rule must not be applied here, in words for the user; null if it may. "" declines without a line in the trace.</summary>
    public virtual string? Guard(Match m) => null;

    /// <summary>The value that replaces the root's output. Everything that can fail belongs into the guard.</summary>
    public abstract Value After(Match m, Rewriter r);

    public override bool Run(Graph graph, PassContext context) => (context.Model.OpsetOf("") ?? 1) >= FirstOpset && new RewriteDriver(this, context).Apply(graph);
}
