using global::Onnx;
using Qcc.Core.Ir;

namespace Qcc.Onnx;

/// <summary>
/// Entries of a node's <c>metadata_props</c>, such as qcc.decision and qcc.reason, which viewers show. The field is of IR 10:
/// write it only into files of that version or newer.
/// </summary>
public static class NodeNotes
{
    /// <summary>The entry, or null.</summary>
    public static string? Get(Node node, string key) => (node.Origin as NodeProto)?.MetadataProps.FirstOrDefault(p => p.Key == key)?.Value;

    /// <summary>Adds or replaces an entry.</summary>
    public static void Set(Node node, string key, string value)
    {
        NodeProto origin = node.Origin is NodeProto known ? known.Clone() : new NodeProto();
        if (origin.MetadataProps.FirstOrDefault(p => p.Key == key) is { } entry)
        {
            entry.Value = value;
        }
        else
        {
            origin.MetadataProps.Add(new StringStringEntryProto { Key = key, Value = value });
        }
        node.Origin = origin;
    }
}
