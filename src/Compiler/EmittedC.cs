using Qcc.Codegen.C;
using Qcc.Core.Diagnostics;
using Qcc.Onnx;

namespace Qcc;

/// <summary>A C project, written as a folder.</summary>
sealed class EmittedC(CProject project) : CompiledFile
{
    /// <summary>A file by which a folder is known as one of ours.</summary>
    public const string Mark = "qcc_kernels.c";

    /// <summary>What it takes on the device.</summary>
    public override CodeSize? CodeSize { get; } = new(project.ConstantBytes, project.ArenaBytes);

    /// <summary>Writes beside the path first; a folder that is there is replaced.</summary>
    public override async Task<IReadOnlyList<string>> SaveAsync(string path, CancellationToken cancellation)
    {
        string target = Path.TrimEndingDirectorySeparator(path);
        string folder = Path.GetDirectoryName(Path.GetFullPath(target))!;
        using var temporary = new TemporaryFolder(Path.Combine(folder, $".{Path.GetFileName(target)}.{Path.GetRandomFileName()}"));
        try
        {
            Directory.CreateDirectory(temporary.Path);
            foreach ((string name, string text) in project.Files)
            {
                await File.WriteAllTextAsync(Path.Combine(temporary.Path, name), text, cancellation).ConfigureAwait(false);
            }
            if (Directory.Exists(target))
            {
                using var replaced = new TemporaryFolder(temporary.Path + ".old");
                Directory.Move(target, replaced.Path);
                try
                {
                    Directory.Move(temporary.Path, target);
                }
                catch
                {
                    Directory.Move(replaced.Path, target);
                    throw;
                }
            }
            else
            {
                Directory.Move(temporary.Path, target);
            }
            return [.. project.Files.Keys.Select(name => Path.Combine(target, name))];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DiagnosticException(IoDiagnostics.Unwritable.At(new Place(path), e.Message.Replace(temporary.Path, Path.GetFullPath(target), StringComparison.Ordinal)));
        }
    }

    public override Task SaveAsync(Stream stream, CancellationToken cancellation) =>
        throw new DiagnosticException(IoDiagnostics.Unwritable.At(new Place("-"), "a C project is a folder; name one"));
}

/// <summary>What generated code takes on a device.</summary>
/// <param name="ConstantBytes">Weights, multipliers and tables: flash, beside the code.</param>
/// <param name="ArenaBytes">Activations: RAM.</param>
public sealed record CodeSize(long ConstantBytes, long ArenaBytes);
