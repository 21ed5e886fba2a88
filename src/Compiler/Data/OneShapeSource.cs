using System.Runtime.CompilerServices;
using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;

namespace Qcc.Data;

/// <summary>Samples for a model whose sizes were fixed: each has those of the first one.</summary>
/// <param name="shapes">By name of input.</param>
/// <param name="file">What diagnostics name.</param>
sealed class OneShapeSource(ICalibrationSource inner, IReadOnlyDictionary<string, IReadOnlyList<long>> shapes, string file) : ICalibrationSource
{
    public int? Count => inner.Count;

    /// <exception cref="DiagnosticException">QCC2048: a sample has other sizes.</exception>
    public async IAsyncEnumerable<Sample> ReadAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (Sample sample in inner.ReadAsync(cancellation).ConfigureAwait(false))
        {
            foreach ((string input, Tensor tensor) in sample.Inputs)
            {
                if (shapes.TryGetValue(input, out IReadOnlyList<long>? first) && !first.SequenceEqual(tensor.Shape))
                {
                    throw new DiagnosticException(DataDiagnostics.OtherSizes.At(new Place(file, null, input), (sample.Name, string.Join('x', tensor.Shape), string.Join('x', first))));
                }
            }
            yield return sample;
        }
    }
}
