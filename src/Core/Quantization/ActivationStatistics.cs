using Qcc.Core.Ir;

namespace Qcc.Core.Quantization;

/// <summary>Statistics of the activations of a graph by value name, and the shapes that they had on the first sample.</summary>
public sealed class ActivationStatistics
{
    readonly Dictionary<string, ValueStatistics> _values = new(StringComparer.Ordinal);
    readonly Dictionary<string, IReadOnlyList<long>> _shapes = new(StringComparer.Ordinal);

    /// <summary>Number of samples seen.</summary>
    public int Samples { get; set; }

    /// <summary>Statistics of a float value, or null where it was not observed.</summary>
    public ValueStatistics? Of(Value value) => _values.GetValueOrDefault(value.Name);

    /// <summary>The values with statistics, in ordinal order of their names.</summary>
    public IEnumerable<KeyValuePair<string, ValueStatistics>> Values => _values.OrderBy(v => v.Key, StringComparer.Ordinal);

    /// <summary>The shape that a value had on the first sample, or null where it was not observed.</summary>
    public IReadOnlyList<long>? FirstShape(string value) => _shapes.GetValueOrDefault(value);

    /// <summary>Adds the statistics of other samples, which come behind those so far.</summary>
    /// <exception cref="ArgumentException">A value has another number of channels there.</exception>
    public void Merge(ActivationStatistics other)
    {
        Samples += other.Samples;
        foreach ((string value, ValueStatistics statistics) in other._values)
        {
            if (!_values.TryGetValue(value, out ValueStatistics? known))
            {
                _values.Add(value, known = new ValueStatistics(statistics.Channels, statistics.Axis));
            }
            known.Merge(statistics);
        }
        foreach ((string value, IReadOnlyList<long> shape) in other._shapes)
        {
            _shapes.TryAdd(value, shape);
        }
    }

    /// <summary>Sets the statistics of a value.</summary>
    public void Set(string value, ValueStatistics statistics) => _values[value] = statistics;

    /// <summary>The shape of a value on the first sample; a constant's own shape; null where neither is known.</summary>
    public IReadOnlyList<long>? ShapeOf(Value value)
    {
        if (value.Initializer is { } constant)
        {
            return constant.Shape;
        }
        if (_shapes.TryGetValue(value.Name, out IReadOnlyList<long>? shape))
        {
            return shape;
        }
        return value.TensorType is { Count: not null } type ? [.. type.Shape!.Select(d => d.Size!.Value)] : null;
    }

    /// <summary>The statistics after equalization: those of the named values are divided by their factors.</summary>
    public ActivationStatistics Divided(IReadOnlyList<EqualizationDecision> equalization)
    {
        var divided = new ActivationStatistics { Samples = Samples };
        foreach ((string value, IReadOnlyList<long> shape) in _shapes)
        {
            divided._shapes[value] = shape;
        }
        foreach ((string value, ValueStatistics statistics) in _values)
        {
            divided._values[value] = statistics;
        }
        foreach (EqualizationDecision decision in equalization)
        {
            foreach (string value in decision.Values.Where(_values.ContainsKey))
            {
                if (_values[value].Channels == decision.Factors.Length)
                {
                    divided._values[value] = _values[value].Divided(decision.Factors);
                }
                else
                {
                    // Its channels were not told apart, so nothing is known of the new ranges.
                    divided._values.Remove(value);
                }
            }
        }
        return divided;
    }

    /// <summary>Sets the shape of a value.</summary>
    public void SetShape(string value, IReadOnlyList<long> shape) => _shapes[value] = shape;
}
