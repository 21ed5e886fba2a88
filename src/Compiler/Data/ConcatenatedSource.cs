namespace Qcc.Data;

/// <summary>The samples of several sources, one source after the other.</summary>
sealed class ConcatenatedSource(IReadOnlyList<SampleSource> parts) : SampleSource
{
    public override int? Count { get; } = parts.Sum(p => p.Count);

    public override IEnumerable<Sample> Read(CancellationToken cancellation) => parts.SelectMany(p => p.Read(cancellation));
}
