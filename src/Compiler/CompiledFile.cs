using Qcc.Core.Ir;

namespace Qcc;

/// <summary>An output that has passed Check and can be written.</summary>
abstract class CompiledFile
{
    /// <summary>Memory that generated code takes; null of a model file.</summary>
    public virtual CodeSize? CodeSize => null;

    /// <summary>The graph that a model file holds; null of generated code.</summary>
    public virtual Graph? Graph => null;

    /// <param name="overwrite">Also into a folder of somebody else (<see cref="CodeFolder"/>); a file is always replaced.</param>
    /// <returns>The files that were written, the model first.</returns>
    public abstract Task<IReadOnlyList<string>> SaveAsync(string path, bool overwrite, CancellationToken cancellation);

    public abstract Task SaveAsync(Stream stream, CancellationToken cancellation);
}
