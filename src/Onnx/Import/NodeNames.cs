using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;

namespace Qcc.Onnx.Import;

/// <summary>Makes the names of nodes unique within their graph: ONNX Runtime refuses files where two nodes share one.</summary>
static class NodeNames
{
    const int Shown = 3;

    public static void MakeUnique(Model model, Place place, IDiagnostics diagnostics)
    {
        var renamed = new List<string>();
        foreach (Graph graph in model.Functions.Select(f => f.Body).Prepend(model.Graph).SelectMany(g => g.WithSubgraphs()))
        {
            var seen = new HashSet<string>(StringComparer.Ordinal);
            foreach (Node node in graph.Nodes)
            {
                if (node.Name.Length > 0 && !seen.Add(node.Name))
                {
                    string name = graph.Names.Fresh(node.Name);
                    renamed.Add($"\"{Escape.ForTerminal(node.Name)}\" to \"{Escape.ForTerminal(name)}\"");
                    node.Name = name;
                }
            }
        }
        if (renamed.Count > 0)
        {
            string rest = renamed.Count > Shown ? $" and {renamed.Count - Shown} more" : "";
            diagnostics.Report(ImportDiagnostics.RenamedNodes.At(place, string.Join(", ", renamed.Take(Shown)) + rest));
        }
    }
}
