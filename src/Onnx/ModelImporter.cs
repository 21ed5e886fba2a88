using Google.Protobuf;
using global::Onnx;
using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;
using Qcc.Onnx.ExternalData;
using Qcc.Onnx.Import;
using Qcc.Onnx.Protobuf;

namespace Qcc.Onnx;

/// <summary>
/// Reads ONNX models. What the IR has no place for is kept in the origins of its objects, so that
/// <see cref="ModelExporter"/> writes an unchanged model back field by field. Weights stay views of the mapped file.
/// </summary>
public static class ModelImporter
{
    // A subgraph is three messages deep (node, attribute, graph); types and the ends take a few more.
    const int MessageDepth = 3 * Skeleton.SubgraphDepth + 64;

    /// <summary>
    /// Reads a model to compile: beside what <see cref="Read(string, IDiagnostics)"/> asks, its operators must exist in the
    /// opsets it imports, with their attributes. Equal node names are made different with a warning, nodes
    /// brought into an order in which producers come first, and ends of input and output lists that are left out dropped.
    /// </summary>
    /// <param name="path">The model file.</param>
    /// <param name="diagnostics">Takes warnings.</param>
    /// <param name="allowed">What is not refused though most targets cannot take it.</param>
    /// <exception cref="DiagnosticException">The file cannot be read, is no valid model, or cannot be compiled.</exception>
    public static Model Import(string path, IDiagnostics diagnostics, Allowances allowed = Allowances.None) =>
        Accept(Read(path, diagnostics), path, diagnostics, allowed);

    /// <summary>The same of a model in memory, which must hold its tensors itself. The memory becomes the model's own.</summary>
    /// <param name="name">What diagnostics call it.</param>
    /// <exception cref="DiagnosticException">The bytes are no valid model, or cannot be compiled.</exception>
    public static Model Import(ReadOnlyMemory<byte> bytes, string name, IDiagnostics diagnostics, Allowances allowed = Allowances.None) =>
        Accept(Parse(bytes, diagnostics, name), name, diagnostics, allowed);

    static Model Accept(Model model, string name, IDiagnostics diagnostics, Allowances allowed)
    {
        new ModelCheck(new ImportContext(name, diagnostics), allowed).Check(model);
        NodeNames.MakeUnique(model, new Place(name), diagnostics);
        foreach (Graph graph in model.Functions.Select(f => f.Body).Prepend(model.Graph).SelectMany(g => g.WithSubgraphs()))
        {
            graph.SortTopologically();
            foreach (Node node in graph.Nodes)
            {
                // ONNX Runtime 1.31.1 loses a value where it lays out a MaxPool anew whose second output is called "".
                Graph.TrimAbsent(node);
            }
        }
        return model;
    }

    /// <summary>Reads a model file and the data files beside it as they are.</summary>
    /// <exception cref="DiagnosticException">The file cannot be read, or is no valid model.</exception>
    public static Model Read(string path, IDiagnostics diagnostics) => Open(path, diagnostics).Model;

    /// <summary>The full paths of the data files beside a model that its tensors lie in, without links.</summary>
    /// <exception cref="DiagnosticException">The file cannot be read, or is no valid model.</exception>
    public static IReadOnlyList<string> DataFiles(string path) => Open(path, new DiagnosticList()).External.Opened;

    static (Model Model, ExternalFiles External) Open(string path, IDiagnostics diagnostics)
    {
        var place = new Place(path);
        MappedFile file = MappedFile.Open(path, place);
        if (file.Length > Array.MaxLength)
        {
            throw new DiagnosticException(ImportDiagnostics.Malformed.At(place,
                (Array.MaxLength, $"the file has {file.Length} bytes; a protobuf message has at most 2 GB, and larger weights lie in other files")));
        }
        var context = new ImportContext(path, diagnostics);
        var external = new ExternalFiles(path, context);
        return (Read(file.View(0, (int)file.Length), external, context), external);
    }

    /// <summary>Reads a model in memory; it must hold its tensors itself. The memory becomes the model's own.</summary>
    /// <param name="bytes">The serialized model.</param>
    /// <param name="name">What diagnostics call it.</param>
    /// <exception cref="DiagnosticException">The bytes are no valid model.</exception>
    public static Model Parse(ReadOnlyMemory<byte> bytes, IDiagnostics diagnostics, string name = "model") =>
        Read(bytes, null, new ImportContext(name, diagnostics));

    /// <summary>Reads a model in memory whose tensors may lie in other files.</summary>
    /// <param name="folder">What their locations are relative to.</param>
    /// <exception cref="DiagnosticException">The bytes are no valid model.</exception>
    public static Model Parse(ReadOnlyMemory<byte> bytes, IDiagnostics diagnostics, string name, string folder)
    {
        var context = new ImportContext(name, diagnostics);
        return Read(bytes, new ExternalFiles(Path.Combine(folder, "model.onnx"), context), context);
    }

    static Model Read(ReadOnlyMemory<byte> bytes, ExternalFiles? external, ImportContext context)
    {
        if (FileSignature.Foreign(bytes.Span) is { } foreign)
        {
            throw context.Refuse(ImportDiagnostics.NotAModel, foreign);
        }
        try
        {
            Skeleton skeleton = Skeleton.Of(bytes);
            ModelProto proto = ParseSkeleton(skeleton.Message);
            new TensorData(skeleton.Views, external, context).Attach(proto);
            return ModelReader.Read(proto, context);
        }
        catch (WireException e)
        {
            throw FileSignature.Text(bytes.Span) is { } text
                ? context.Refuse(ImportDiagnostics.NotAModel, text)
                : context.Refuse(ImportDiagnostics.Malformed, (e.Position, e.Reason));
        }
    }

    static ModelProto ParseSkeleton(byte[] message)
    {
        CodedInputStream input = CodedInputStream.CreateWithLimits(new MemoryStream(message), int.MaxValue, MessageDepth);
        try
        {
            return ModelProto.Parser.ParseFrom(input);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new WireException(input.Position, e.Message);
        }
    }
}
