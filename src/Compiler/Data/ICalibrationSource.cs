namespace Qcc.Data;

/// <summary>Samples to calibrate on or to evaluate with. It may be read several times and gives the same samples in the same order.</summary>
public interface ICalibrationSource
{
    /// <summary>Number of samples, or null where it is known only at the end.</summary>
    int? Count { get; }

    /// <summary>Streams the samples; each is valid until the next is asked for.</summary>
    IAsyncEnumerable<Sample> ReadAsync(CancellationToken cancellation);
}
