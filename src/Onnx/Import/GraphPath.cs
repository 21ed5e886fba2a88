using global::Onnx;
using Qcc.Core.Diagnostics;

namespace Qcc.Onnx.Import;

/// <summary>How diagnostics call a graph: <c>main</c>, <c>main/If "cond"/then_branch</c>, <c>function "f"</c>.</summary>
sealed record GraphPath(string Text)
{
    public static readonly GraphPath Main = new("main");

    public static GraphPath Function(FunctionProto function) => new($"function \"{Escape.ForTerminal(function.Name)}\"");
}

/// <summary>A graph, or a node of it, at which something is read.</summary>
readonly record struct Site(GraphPath Graph, int Index = -1, NodeProto? Node = null)
{
    /// <summary>The path of a graph in an attribute of the node.</summary>
    public GraphPath Into(string attribute) => new($"{Graph.Text}/{NodeText(Node?.OpType ?? "")}/{Escape.ForTerminal(attribute)}");

    /// <summary>The place for a diagnostic, with the value or tensor that it is about.</summary>
    public Place Place(string file, string? value = null) =>
        new(file, Node is null ? (ReferenceEquals(Graph, GraphPath.Main) ? null : Graph.Text) : $"{Graph.Text}/{NodeText("node")}", value);

    string NodeText(string kind) => Node switch
    {
        null => kind,
        { Name.Length: > 0 } => $"{Escape.ForTerminal(kind)} \"{Escape.ForTerminal(Node.Name)}\"",
        _ => $"#{Index} {Escape.ForTerminal(Node.OpType)} -> \"{Escape.ForTerminal(Node.Output.FirstOrDefault(o => o.Length > 0) ?? "")}\"",
    };
}
