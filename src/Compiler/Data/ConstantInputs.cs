using Qcc.Core.Ir;

namespace Qcc.Data;

/// <summary>The float inputs all of whose elements were the same in every sample so far. Integers are indices, masks or kinds, which may well be all equal.</summary>
sealed class ConstantInputs
{
    readonly Dictionary<string, byte[]> _values = [];
    readonly HashSet<string> _varying = [];

    /// <summary>In ordinal order.</summary>
    public IEnumerable<string> Names => _values.Keys.Where(n => !_varying.Contains(n)).Order(StringComparer.Ordinal);

    public void See(Sample sample)
    {
        foreach ((string name, Tensor tensor) in sample.Inputs)
        {
            ReadOnlySpan<byte> bytes = tensor.Bytes.Span;
            int width = tensor.Element.BitWidth() / 8;
            if (!tensor.Element.IsFloat() || width == 0 || bytes.IsEmpty || _varying.Contains(name))
            {
                continue;
            }
            if (!_values.TryGetValue(name, out byte[]? value))
            {
                _values[name] = value = bytes[..width].ToArray();
            }
            // All elements are equal if the first is the known one and each equals its neighbour.
            if (!bytes[..width].SequenceEqual(value) || !bytes[width..].SequenceEqual(bytes[..^width]))
            {
                _varying.Add(name);
            }
        }
    }
}
