namespace Qcc;

/// <summary>An output that has passed Check and can be written.</summary>
abstract class CompiledFile
{
    /// <summary>Memory that generated code takes; null of a model file.</summary>
    public virtual CodeSize? CodeSize => null;

    /// <returns>The files that were written, the model first.</returns>
    public abstract Task<IReadOnlyList<string>> SaveAsync(string path, CancellationToken cancellation);

    public abstract Task SaveAsync(Stream stream, CancellationToken cancellation);
}
