using Qcc.Core.Ir;

namespace Qcc.EndToEnd.Tests.FusedKernels;

/// <summary>A node of the optimized graph with the tensors that ONNX Runtime gave to it and the result that it computed.</summary>
/// <param name="Tensors">Inputs; null where one is left out.</param>
/// <param name="Actual">The first result.</param>
sealed record KernelInputs(Node Node, IReadOnlyList<Tensor?> Tensors, Tensor Actual)
{
    public Tensor this[int index] => Optional(index) ?? throw new InvalidDataException($"{Node} has no input {index}");

    public Tensor? Optional(int index) => Tensors.ElementAtOrDefault(index);

    /// <summary>Scale and zero point at two inputs.</summary>
    public CodeType Codes(int scale) => CodeType.Of(this[scale], Optional(scale + 1));

    /// <summary>The attributes whose names are given.</summary>
    public IEnumerable<KeyValuePair<string, AttributeValue>> Attributes(params string[] names) => Node.Attributes.Where(a => names.Contains(a.Key));

    public bool ChannelsLast => Node.Int("channels_last", 0) != 0;
}
