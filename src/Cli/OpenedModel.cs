using System.Security.Cryptography;
using Qcc.Cli.Documents;
using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;
using Qcc.Onnx;

namespace Qcc.Cli;

/// <summary>A model that a verb has read, with what documents say of its file.</summary>
sealed record OpenedModel(Model Model, InputFile File)
{
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
}
