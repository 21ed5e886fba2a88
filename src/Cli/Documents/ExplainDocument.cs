using Qcc.Cli.Output;
using Qcc.Core.Diagnostics;

namespace Qcc.Cli.Documents;

/// <summary>The answer of <c>explain</c>: for each node whether it runs in integers, and if not why.</summary>
sealed record ExplainDocument() : Document("explain")
{
    public InputFile? Input { get; init; }

    /// <summary>The target that a float model is explained for; null for a quantized one.</summary>
    public string? Target { get; init; }
    public bool? Quantized { get; init; }

    /// <summary>Why a compile's decision about a float model is not known: then entries only say which nodes have a kernel. Mostly null.</summary>
    public string? Undecided { get; init; }
    public NodeCounts? Nodes { get; init; }
    public IReadOnlyList<ExplainEntry> Layers { get; init; } = [];

    public override void WriteText(TextWriter writer)
    {
        if (Nodes is null)
        {
            return;
        }
        var table = new TextTable("node", "operator", Quantized == true ? "runs in" : Undecided is null ? "would run in" : "could run in", "kernel", "reason") { CellLimit = 120 };
        foreach (ExplainEntry layer in Layers)
        {
            table.Add(layer.Node, layer.Op, layer.Decision, layer.Kernel, layer.Reason);
        }
        table.WriteTo(writer);
        writer.WriteLine($"{Nodes.Total} nodes: {Nodes.Integer} integer, {Nodes.Float} float, {Nodes.Absorbed} part of others");
        if (Undecided is not null)
        {
            writer.WriteLine($"What a compile decides is not known: {Escape.ForTerminal(Undecided, int.MaxValue)}");
        }
    }
}

/// <summary>A node.</summary>
/// <param name="Decision">"integer", "float" or "absorbed" (part of another node's kernel).</param>
/// <param name="Kernel">What ONNX Runtime runs; empty for a float model.</param>
sealed record ExplainEntry(string Node, string Op, string Decision, string Kernel, string Reason);
