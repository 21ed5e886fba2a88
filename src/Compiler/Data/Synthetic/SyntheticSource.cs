using Qcc.Core.Ir;

namespace Qcc.Data.Synthetic;

/// <summary>Samples that are computed; sample i does not depend on those before it.</summary>
sealed class SyntheticSource(IReadOnlyList<SyntheticInput> inputs, int count) : SampleSource
{
    public override int? Count => count;

    public override IEnumerable<Sample> Read(CancellationToken cancellation)
    {
        for (int i = 0; i < count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            Dictionary<string, Tensor> tensors = inputs.ToDictionary(input => input.Name, input => input.Make(i));
            yield return new Sample($"synthetic#{i}", tensors);
        }
    }
}
