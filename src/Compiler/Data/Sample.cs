using Qcc.Core.Ir;

namespace Qcc.Data;

/// <summary>One sample: a tensor for each model input, batch dimension included.</summary>
/// <param name="Name">File and number, such as <c>calib.npz#3</c>, for messages.</param>
/// <param name="Inputs">
/// Tensors by input name. A source fills the same memory again for its next sample: the tensors are valid until the next
/// sample is asked for. <see cref="Copy"/> keeps one longer.
/// </param>
public sealed record Sample(string Name, IReadOnlyDictionary<string, Tensor> Inputs)
{
    /// <summary>The same sample in memory of its own.</summary>
    public Sample Copy() => this with
    {
        Inputs = Inputs.ToDictionary(i => i.Key, i => i.Value.Strings is null ? new Tensor(i.Value.Element, i.Value.Shape, i.Value.Bytes.ToArray()) : i.Value),
    };
}
