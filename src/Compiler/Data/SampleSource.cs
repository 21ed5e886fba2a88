namespace Qcc.Data;

/// <summary>A source whose samples are read synchronously: they come from local files, or are computed.</summary>
abstract class SampleSource : ICalibrationSource
{
    public abstract int? Count { get; }

    /// <summary>The samples; memory is shared between them as <see cref="Sample.Inputs"/> says.</summary>
    public abstract IEnumerable<Sample> Read(CancellationToken cancellation);

    public IAsyncEnumerable<Sample> ReadAsync(CancellationToken cancellation) => Read(cancellation).ToAsyncEnumerable();
}
