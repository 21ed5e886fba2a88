using System.Globalization;
using Qcc.Core.Ir;

namespace Qcc.Passes.Tests.Canonicalize;

/// <summary>
/// Random constants for a graph in text form. The same seed gives the same constants as they are, or in the form that bounds
/// every sum: magnitudes alone, and with the sign that makes a subtraction add.
/// </summary>
sealed class Floats(int seed, bool magnitudes)
{
    readonly Random _random = new(seed);

    /// <summary>A constant that is multiplied or added.</summary>
    public string Of(params long[] shape) => Text(shape, v => magnitudes ? Math.Abs(v) : v);

    /// <summary>A constant that is subtracted.</summary>
    public string Subtracted(params long[] shape) => Text(shape, v => magnitudes ? -Math.Abs(v) : v);

    /// <summary>A constant of at least 0.5: a variance, a divisor.</summary>
    public string Positive(params long[] shape) => Text(shape, v => Math.Abs(v) + 0.5f);

    /// <summary>The input of a model.</summary>
    public Tensor Input(params long[] shape)
    {
        var data = new float[shape.Aggregate(1L, (a, b) => a * b)];
        for (int i = 0; i < data.Length; i++)
        {
            float value = Next();
            data[i] = magnitudes ? Math.Abs(value) : value;
        }
        return Tensor.Of(data, shape);
    }

    string Text(long[] shape, Func<float, float> form)
    {
        long count = shape.Aggregate(1L, (a, b) => a * b);
        IEnumerable<string> elements = Enumerable.Range(0, (int)count).Select(_ => form(Next()).ToString("R", CultureInfo.InvariantCulture));
        return $"f32[{string.Join(',', shape)}]{{{string.Join(',', elements)}}}";
    }

    float Next() => (float)(_random.NextDouble() * 4 - 2);
}
