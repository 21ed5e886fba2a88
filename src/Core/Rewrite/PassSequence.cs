using Qcc.Core.Ir;

namespace Qcc.Core.Rewrite;

/// <summary>Runs passes one after the other, as often as one opens something for another.</summary>
public static class PassSequence
{
    /// <summary>More rounds than any model needs: each has to shrink or simplify something.</summary>
    const int Rounds = 10;

    /// <summary>Runs the passes in order until a round changes nothing; returns whether anything changed.</summary>
    public static bool RunUntilStable(this IReadOnlyList<Pass> passes, Graph graph, PassContext context)
    {
        bool changed = false;
        for (int round = 0; round < Rounds && RunOnce(passes, graph, context); round++)
        {
            changed = true;
        }
        return changed;
    }

    static bool RunOnce(IReadOnlyList<Pass> passes, Graph graph, PassContext context)
    {
        bool changed = false;
        foreach (Pass pass in passes)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            if (pass.Run(graph, context))
            {
                changed = true;
                context.Changed?.Invoke(pass.Name);
            }
            context.Verifier?.Check(context.Model, pass.Name);
        }
        return changed;
    }
}
