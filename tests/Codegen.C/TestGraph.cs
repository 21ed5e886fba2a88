using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Ops.Integer;

namespace Qcc.Codegen.C.Tests;

/// <summary>Builds integer graphs with random constants, every value typed.</summary>
sealed class TestGraph(int seed)
{
    readonly Graph _graph = new("g", new NameScope());

    public Random Random { get; } = new(seed);

    /// <summary>An input; its name gets a number where it is taken.</summary>
    public Value Input(string name, ElementType type, params long[] sizes) => _graph.AddInput(_graph.Names.Fresh(name), TensorType.Of(type, sizes));

    public Value Constant(string name, Tensor tensor) => _graph.AddConstant(name, tensor);

    public Value Shape(params long[] values) => Constant("shape", Tensor.Of(values, values.Length));

    /// <summary>Codes between two limits.</summary>
    public Value Codes(string name, ElementType type, int low, int high, params long[] sizes)
    {
        var values = new int[sizes.Aggregate(1L, (a, b) => a * b)];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = Random.Next(low, high + 1);
        }
        return Constant(name, IntegerValues(type, values, sizes));
    }

    public Value Node(string name, Operator @operator, Value?[] inputs, params (string Name, AttributeValue Value)[] attributes) =>
        Nodes([name], @operator, inputs, attributes)[0];

    public Value[] Nodes(string[] names, Operator @operator, Value?[] inputs, params (string Name, AttributeValue Value)[] attributes)
    {
        Node node = _graph.Insert(null, @operator, inputs, names);
        node.Name = names[0];
        foreach ((string attribute, AttributeValue value) in attributes)
        {
            node.Set(attribute, value);
        }
        IReadOnlyList<TensorType> types = @operator.Shapes(node) ?? throw new InvalidOperationException($"{node} has no shapes");
        for (int i = 0; i < names.Length; i++)
        {
            node.Outputs[i]!.Type = types[i];
        }
        return [.. node.Outputs.Select(o => o!)];
    }

    /// <summary>A Requantize of R31 with one multiplier a channel, m between 1/4 and 4 of <paramref name="scale"/>.</summary>
    /// <param name="shape">Shape of the multipliers.</param>
    /// <param name="width">Bits of a multiplier.</param>
    public Value Requantize(Value x, ElementType to, double scale, long[] shape, int width = 31, bool leaky = false, int xZeroPoint = 0)
    {
        int count = (int)shape.Aggregate(1L, (a, b) => a * b);
        Dyadic[] dyadic = [.. Enumerable.Range(0, count).Select(_ => Dyadic.Nearest(scale * Math.Pow(4, Random.NextDouble() * 2 - 1), width))];
        (long low, long high) = to.Range();
        int third = (int)(high - low) / 3;
        var inputs = new List<Value?>
        {
            x, Constant("m", IntegerValues(ElementType.S32, [.. dyadic.Select(d => d.Multiplier)], shape)), Constant("c", IntegerValues(ElementType.S32, [.. dyadic.Select(d => d.Shift)], shape)),
        };
        if (leaky)
        {
            inputs.Add(Constant("l", IntegerValues(ElementType.S32, [.. dyadic.Select(d => d.Multiplier / 5 * (Random.Next(3) - 1))], shape)));
        }
        return Node("q", IntegerOperators.Requantize, [.. inputs], ("arithmetic", "R31"), ("x_zero_point", xZeroPoint), ("to", (long)to),
            ("zero_point", low + Random.Next(third, 2 * third)), ("low", low + Random.Next(20)), ("high", high - Random.Next(20)));
    }

    public Value Output(Value value)
    {
        _graph.AddOutput(value);
        return value;
    }

    public Model Model => new(_graph);

    public Graph Graph => _graph;

    /// <summary>Random samples, extremes among them: the first holds least codes, the second greatest.</summary>
    public IReadOnlyDictionary<string, Tensor>[] Samples(int count) => [.. Enumerable.Range(0, count).Select(sample => _graph.Inputs.ToDictionary(i => i.Name, i =>
    {
        TensorType type = i.TensorType!;
        (long low, long high) = type.Element is ElementType.S64 or ElementType.S32 ? (-3, 3) : type.Element.Range();
        var values = new int[type.Count!.Value];
        for (int k = 0; k < values.Length; k++)
        {
            values[k] = (int)(sample == 0 ? low : sample == 1 ? high : Random.NextInt64(low, high + 1));
        }
        return IntegerValues(type.Element, values, [.. type.Shape!.Select(d => d.Size!.Value)]);
    }))];

    public static Tensor IntegerValues(ElementType type, int[] values, long[] sizes) => type switch
    {
        ElementType.U8 => Tensor.Of(type, Array.ConvertAll(values, v => (byte)v), sizes),
        ElementType.S8 => Tensor.Of(type, Array.ConvertAll(values, v => (sbyte)v), sizes),
        ElementType.U16 => Tensor.Of(type, Array.ConvertAll(values, v => (ushort)v), sizes),
        ElementType.S16 => Tensor.Of(type, Array.ConvertAll(values, v => (short)v), sizes),
        ElementType.S32 => Tensor.Of(type, values, sizes),
        ElementType.S4 => Core.Ops.Integer.IntegerValues.Pack(type, values, sizes),
        _ => Tensor.Of(Array.ConvertAll(values, v => (long)v), sizes),
    };
}
