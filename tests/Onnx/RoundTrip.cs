using System.Globalization;
using Google.Protobuf;
using global::Onnx;
using Qcc.Core.Diagnostics;

namespace Qcc.Onnx.Tests;

/// <summary>Imports and exports a model and compares source and result message by message.</summary>
public static class RoundTrip
{
    /// <summary>What differs, or null; messages are compared with all their fields, unknown ones included.</summary>
    public static string? Difference(string path)
    {
        byte[] source = File.ReadAllBytes(path);
        byte[] result = ModelExporter.Export(ModelImporter.Read(path, new DiagnosticList())).ToArray();
        return Difference(source, result, Path.GetDirectoryName(path)!);
    }

    /// <inheritdoc cref="Difference(string)"/>
    public static string? Difference(byte[] source)
    {
        byte[] result = ModelExporter.Export(ModelImporter.Parse(source, new DiagnosticList())).ToArray();
        return Difference(source, result, "");
    }

    static string? Difference(byte[] source, byte[] result, string folder)
    {
        ModelProto before = Parse(source), after = Parse(result);
        bool canonical = before.ToByteArray().AsSpan().SequenceEqual(source);
        if (Inline(before, folder) == 0 && canonical)
        {
            // Google.Protobuf writes this source as it is, so the bytes must come back.
            return source.AsSpan().SequenceEqual(result) ? null : FirstDifference(before, after) ?? "the bytes differ";
        }
        return FirstDifference(before, after);
    }

    // Deep subgraphs exceed Google.Protobuf's default depth.
    static ModelProto Parse(byte[] bytes) =>
        ModelProto.Parser.ParseFrom(CodedInputStream.CreateWithLimits(new MemoryStream(bytes), int.MaxValue, 1000));

    static string? FirstDifference(ModelProto before, ModelProto after)
    {
        if (before.Equals(after))
        {
            return null;
        }
        for (int i = 0; i < Math.Min(before.Graph.Node.Count, after.Graph.Node.Count); i++)
        {
            if (!before.Graph.Node[i].Equals(after.Graph.Node[i]))
            {
                return $"node {i}: {before.Graph.Node[i]} became {after.Graph.Node[i]}";
            }
        }
        return "the messages differ outside the main graph's nodes";
    }

    /// <summary>Puts external data into the message, as the importer does; returns the number of tensors.</summary>
    static int Inline(IMessage message, string folder)
    {
        int count = 0;
        if (message is TensorProto { DataLocation: 1 } tensor)
        {
            Dictionary<string, string> keys = tensor.ExternalData.ToDictionary(e => e.Key, e => e.Value);
            byte[] file = File.ReadAllBytes(Path.Combine(folder, keys["location"]));
            int offset = int.Parse(keys.GetValueOrDefault("offset", "0"), CultureInfo.InvariantCulture);
            int length = int.Parse(keys.GetValueOrDefault("length", $"{file.Length - offset}"), CultureInfo.InvariantCulture);
            tensor.RawData = ByteString.CopyFrom(file, offset, length);
            tensor.ExternalData.Clear();
            tensor.ClearDataLocation();
            return 1;
        }
        foreach (IMessage child in Children(message))
        {
            count += Inline(child, folder);
        }
        return count;
    }

    static IEnumerable<IMessage> Children(IMessage message)
    {
        foreach (Google.Protobuf.Reflection.FieldDescriptor field in message.Descriptor.Fields.InDeclarationOrder())
        {
            object value = field.Accessor.GetValue(message);
            foreach (object? each in value is System.Collections.IEnumerable list and not string and not ByteString ? list : new[] { value })
            {
                if (each is IMessage child)
                {
                    yield return child;
                }
            }
        }
    }
}
