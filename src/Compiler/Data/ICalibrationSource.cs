namespace Qcc.Data;

/// <summary>A stream of samples. It may be read several times and gives the same samples in the same order each time.</summary>
public interface ICalibrationSource
{
    /// <summary>Number of samples, or null where only reading tells.</summary>
    int? Count { get; }

    /// <summary>The samples; one at a time is in memory (<see cref="Sample.Inputs"/>).</summary>
    /// <exception cref="Core.Diagnostics.DiagnosticException">A sample is damaged, or a value cannot be used.</exception>
    IAsyncEnumerable<Sample> ReadAsync(CancellationToken cancellation);
}
