namespace Qcc;

/// <summary>An output that has passed Check and can be written.</summary>
abstract class CompiledFile
{
    public abstract Task SaveAsync(string path, CancellationToken cancellation);

    public abstract Task SaveAsync(Stream stream, CancellationToken cancellation);
}
