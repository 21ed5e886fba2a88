using System.Runtime.CompilerServices;
using Qcc.Data;

namespace Qcc.Calibrate;

/// <summary>Reads the next sample of a source while the caller works on one.</summary>
static class ReadAhead
{
    /// <summary>The samples of a source in their order, each in memory of its own.</summary>
    public static async IAsyncEnumerable<Sample> Of(ICalibrationSource source, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using IAsyncEnumerator<Sample> samples = source.ReadAsync(cancellation).GetAsyncEnumerator(cancellation);
        async Task<Sample?> Next() => await samples.MoveNextAsync().ConfigureAwait(false) ? samples.Current.Copy() : null;
        Task<Sample?> next = Task.Run(Next, cancellation);
        try
        {
            while (await next.ConfigureAwait(false) is { } sample)
            {
                next = Task.Run(Next, cancellation);
                yield return sample;
            }
        }
        finally
        {
            // The source must not be closed while it reads; what then fails concerns nobody any more.
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
