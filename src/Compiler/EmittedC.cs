using Qcc.Codegen.C;

namespace Qcc;

/// <summary>A C project, written as a folder.</summary>
sealed class EmittedC(CProject project) : CompiledFile
{
    /// <summary>What it takes on the device.</summary>
    public override CodeSize? CodeSize { get; } = new(project.ConstantBytes, project.Memory);

    public override Task<IReadOnlyList<string>> SaveAsync(string path, bool overwrite, CancellationToken cancellation) =>
        CodeFolder.WriteAsync(path, project.Files, overwrite, cancellation);

    public override Task SaveAsync(Stream stream, CancellationToken cancellation) =>
        throw new NotSupportedException("a C project is a folder: save it to a path");
}

/// <summary>What generated code takes on a device.</summary>
/// <param name="ConstantBytes">Weights, multipliers and tables: flash, beside the code.</param>
/// <param name="Memory">Activations, in an arena: RAM.</param>
public sealed record CodeSize(long ConstantBytes, MemoryPlan Memory)
{
    /// <summary>Size of the arena.</summary>
    public long ArenaBytes => Memory.ArenaBytes;
}
