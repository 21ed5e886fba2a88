using System.Runtime.CompilerServices;
using Qcc.Data;

namespace Qcc.Measure;

/// <summary>The first samples of a source; the rest is not read.</summary>
public sealed class FirstSamples(ICalibrationSource source, int limit) : ICalibrationSource
{
    public int? Count => source.Count is { } count ? Math.Min(count, limit) : null;

    public async IAsyncEnumerable<Sample> ReadAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        int read = 0;
        await foreach (Sample sample in source.ReadAsync(cancellation).ConfigureAwait(false))
        {
            yield return sample;
            if (++read >= limit)
            {
                break;
            }
        }
    }
}
