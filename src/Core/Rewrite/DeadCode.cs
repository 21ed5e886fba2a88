using Qcc.Core.Ir;

namespace Qcc.Core.Rewrite;

/// <summary>Removes what nothing reads.</summary>
public static class DeadCode
{
    /// <summary>
    /// Erases the producers of unused values, and unused initializers, and goes on with what those read. Graph inputs stay.
    /// </summary>
    /// <returns>The nodes erased.</returns>
    public static IReadOnlySet<Node> Sweep(IEnumerable<Value> candidates)
    {
        var erased = new HashSet<Node>();
        var pending = new Stack<Value>(candidates.Reverse());
        while (pending.TryPop(out Value? value))
        {
            if (value.IsUsed)
            {
                continue;
            }
            if (value.Producer is { } producer)
            {
                if (producer.Outputs.Any(o => o is { IsUsed: true }) || !erased.Add(producer))
                {
                    continue;
                }
                Value[] read = [.. Graph.ReadBy(producer)];
                producer.Graph.Erase(producer);
                foreach (Value input in read.Reverse())
                {
                    pending.Push(input);
                }
            }
            else if (value.IsConstant)
            {
                value.Graph.RemoveInitializer(value);
            }
        }
        return erased;
    }
}
