using System.Security.Cryptography;
using Qcc.Cli.Documents;
using Qcc.Codegen.C;
using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;
using Qcc.Measure;
using Qcc.Onnx;
using Qcc.Onnx.Runtime;

namespace Qcc.Cli;

/// <summary>A model that a verb has read, with what documents say of its file.</summary>
sealed record OpenedModel(Model Model, InputFile File)
{
    /// <summary>What codes mean that the file has at its inputs and outputs in the place of the model's floats; nothing of most.</summary>
    public CodeEdges Codes { get; private init; } = new(new Dictionary<string, Core.Quantization.QuantParams>());

    /// <summary>Reads a model; its diagnostics go to <paramref name="diagnostics"/>.</summary>
    /// <exception cref="DiagnosticException">The file cannot be read or is no valid model.</exception>
    public static OpenedModel Read(string path, IDiagnostics diagnostics)
    {
        Model model = ModelImporter.Import(path, diagnostics);
        try
        {
            using FileStream stream = System.IO.File.OpenRead(path);
            string hash = Convert.ToHexStringLower(SHA256.HashData(stream));
            return new OpenedModel(model, new InputFile(path, hash, model.OpsetOf(""), stream.Length));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DiagnosticException(IoDiagnostics.Unreadable.At(new Place(path), e.Message));
        }
    }

    /// <summary>Reads a model that is measured on samples of floats: where its file has codes at inputs and outputs, floats stand in their place (<see cref="FloatEdges"/>).</summary>
    /// <exception cref="DiagnosticException">The file cannot be read or is no valid model.</exception>
    public static OpenedModel ReadForFloats(string path, Shell shell)
    {
        OpenedModel opened = Read(path, shell);
        CodeEdges codes = FloatEdges.Of(opened.Model);
        if (codes.Quantization.Count == 0)
        {
            return opened;
        }
        shell.Report(MeasureDiagnostics.TakesCodes.At(new Place(path), [.. codes.Quantization.Keys.Order(StringComparer.Ordinal)]));
        return opened with { Model = FloatEdges.Around(opened.Model, codes), Codes = codes };
    }

    /// <summary>A session that takes what <see cref="Model"/> takes.</summary>
    /// <exception cref="DiagnosticException">QCC1090: ONNX Runtime refuses the model.</exception>
    public OrtSession Load(OrtSessionOptions options) =>
        Codes.Quantization.Count == 0 ? OrtSession.Load(File.Path, options) : OrtSession.Load(ModelExporter.Export(Model), options, File.Path);
}
