using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;
using Qcc.Passes.Quantize;

namespace Qcc.Search;

/// <summary>Turns what the user named into a selection; a pattern or operator type that matches nothing is an error.</summary>
static class UserSelection
{
    /// <summary>Reads the options against the graph as the file has it, whose names the user knows.</summary>
    /// <exception cref="DiagnosticException">QCC3001.</exception>
    public static Selection Create(Graph graph, CompileOptions options, string file)
    {
        string[] names = [.. graph.Nodes.Select(n => n.Label)];
        Check("--keep-float", options.KeepFloat, names, file);
        Check("--only", options.Only, names, file);
        Check("--op-types", options.OperatorTypes, [.. graph.Nodes.Select(n => n.Operator.Name).Distinct()], file);
        return new Selection(
            node => options.KeepFloat.Any(p => Glob.Matches(p, node.Label)) ? "kept in float on request" : null,
            node => (options.Only.Count == 0 || options.Only.Any(p => Glob.Matches(p, node.Label)))
                && (options.OperatorTypes.Count == 0 || options.OperatorTypes.Any(p => Glob.Matches(p, node.Operator.Name))),
            options.Preference == Preference.Size || options.Budget?.Kind is BudgetKind.Size or BudgetKind.Bops ? QuantizeWhen.ItCan : QuantizeWhen.ItPays);
    }

    static void Check(string option, IReadOnlyList<string> patterns, string[] names, string file)
    {
        foreach (string pattern in patterns.Where(p => !names.Any(n => Glob.Matches(p, n))))
        {
            IReadOnlyList<string> near = NearestNames.To(pattern.Trim('*'), names);
            if (near.Count == 0)
            {
                // A long form of the name: Convolution for Conv.
                near = [.. names.Where(n => n.Length >= 3 && pattern.StartsWith(n, StringComparison.OrdinalIgnoreCase)).Distinct()];
            }
            string nearest = string.Join(", ", near.Take(3).Select(n => $"\"{n}\""));
            throw new DiagnosticException(CompileDiagnostics.NothingMatches.At(new Place(file), (option, pattern, nearest)));
        }
    }
}
