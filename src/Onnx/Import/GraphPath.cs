using global::Onnx;
using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;

namespace Qcc.Onnx.Import;

/// <summary>How diagnostics call a graph: <c>main</c>, <c>main/If "cond"/then_branch</c>, <c>function "f"</c>.</summary>
sealed record GraphPath(string Text)
{
    public static readonly GraphPath Main = new("main");

    public static GraphPath Function(FunctionProto function) => Function(function.Name);

    public static GraphPath Function(string name) => new($"function \"{Escape.ForTerminal(name)}\"");
}

/// <summary>What tells a node from its neighbours: its name, or where it has none, its number, operator and first output.</summary>
sealed record NodeLabel(int Index, string Name, string Operator, string Output)
{
    /// <summary>The label behind a word, such as <c>node "add"</c> or <c>If "cond"</c>.</summary>
    public string Text(string word) => Name.Length > 0
        ? $"{Escape.ForTerminal(word)} \"{Escape.ForTerminal(Name)}\""
        : $"#{Index} {Escape.ForTerminal(Operator)} -> \"{Escape.ForTerminal(Output)}\"";
}

/// <summary>A graph, or a node of it, at which something is read.</summary>
readonly record struct Site(GraphPath Graph, NodeLabel? Node = null)
{
    public static Site Of(GraphPath graph, int index, NodeProto node) =>
        new(graph, new NodeLabel(index, node.Name, node.OpType, node.Output.FirstOrDefault(o => o.Length > 0) ?? ""));

    public static Site Of(GraphPath graph, int index, Node node) =>
        new(graph, new NodeLabel(index, node.Name, node.Operator.Name, node.Outputs.FirstOrDefault(o => o is not null)?.Name ?? ""));

    /// <summary>The path of a graph in an attribute of the node.</summary>
    public GraphPath Into(string attribute) => new(Node is null
        ? $"{Graph.Text}/{Escape.ForTerminal(attribute)}"
        : $"{Graph.Text}/{Node.Text(Node.Operator)}/{Escape.ForTerminal(attribute)}");

    /// <summary>The place for a diagnostic, with the value or tensor that it is about.</summary>
    public Place Place(string file, string? value = null)
    {
        string? graph = ReferenceEquals(Graph, GraphPath.Main) ? null : Graph.Text;
        return new(file, Node is null ? graph : $"{Graph.Text}/{Node.Text("node")}", value is "" ? null : value);
    }
}
