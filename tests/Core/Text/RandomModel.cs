using System.Text;
using CsCheck;
using Qcc.Core.Ir;
using Qcc.Core.Ops;

namespace Qcc.Core.Tests.Text;

/// <summary>Models that use every element of the IR, well-formed but without meaning.</summary>
sealed class RandomModel
{
    static readonly string[] Hints = ["x", "conv1.weight", "/block/Add_output_0", "a b", "q\"uo\\te", "bell\u0007", "\u202eright to left", "é", "😀", "a//b", "7", "a:0", "new\nline"];
    static readonly string[] Operators = ["Relu", "Conv", "f32", "as", "carried", "_", "Odd-Name", "a.b"];
    static readonly string[] Domains = ["", "com.microsoft", "ai.onnx.ml", "we ird", "a..b"];

    readonly Random _random;
    readonly NameScope _names = new();

    RandomModel(int seed) => _random = new Random(seed);

    public static Gen<Model> Gen { get; } = CsCheck.Gen.Int.Select(seed => new RandomModel(seed).Build());

    Model Build()
    {
        var model = new Model(NewGraph(null, 0)) { IrVersion = _random.Next(3, 13) };
        model.Opsets.AddRange(Some(3, i => new OpsetImport(Domains[i], _random.Next(1, 25))));
        model.Metadata.AddRange(Some(3, i => KeyValuePair.Create(Name(), Name())));
        model.Functions.AddRange(Some(2, i => new Function(Pick(Domains), Pick(Operators), NewGraph(null, 1)) { Overload = Overload() }));
        return model;
    }

    Graph NewGraph(Graph? outer, int depth)
    {
        var graph = new Graph(Pick([.. Hints, ""]), _names, outer);
        List<Value> visible = [];
        for (Graph? g = outer; g is not null; g = g.Outer)
        {
            visible.AddRange(g.Inputs.Concat(g.Initializers).Concat(g.Nodes.SelectMany(n => n.Outputs).OfType<Value>()));
        }
        visible.AddRange(Some(3, _ => graph.AddInput(Name(), Type())));
        foreach (Value input in graph.Inputs.Where(_ => Chance(4)))
        {
            graph.AddInitializer(input, Tensor());
        }
        visible.AddRange(Some(4, _ => graph.AddInitializer(Name(), Tensor())));
        visible.AddRange(Some(2, _ => graph.AddCarried(Name(), Type())));
        for (int i = _random.Next(6); i > 0; i--)
        {
            visible.AddRange(NewNode(graph, visible, depth).Outputs.OfType<Value>());
        }
        foreach (Value output in Some(visible.Count == 0 ? 0 : 3, _ => Pick(visible)))
        {
            graph.AddOutput(output);
        }
        return graph;
    }

    Node NewNode(Graph graph, List<Value> visible, int depth)
    {
        string domain = Pick(Domains), name = Pick(Operators);
        Operator @operator = OperatorTable.Find(domain, name) ?? Operator.Unknown(name, domain);
        Node? before = graph.Nodes.Count > 0 && Chance(5) ? graph.Nodes[0] : null;
        Node node = graph.InsertNamed(before, @operator, Some(visible.Count == 0 ? 0 : 4, _ => Chance(5) ? null : Pick(visible)), Some(3, _ => Chance(5) ? "" : Name()));
        node.Name = Chance(2) ? "" : Pick(Hints);
        node.Overload = Overload();
        foreach (Value output in node.Outputs.OfType<Value>())
        {
            output.Type = Type();
        }
        foreach (AttributeValue value in Some(4, _ => Attribute(graph, depth)))
        {
            node.Set(Name(), value);
        }
        return node;
    }

    string Overload() => Chance(3) ? Pick(Hints) : "";

    AttributeValue Attribute(Graph graph, int depth) => _random.Next(depth < 2 ? 12 : 10) switch
    {
        0 => _random.NextInt64(long.MinValue, long.MaxValue),
        1 => Float(),
        2 => new StringAttribute(Utf8()),
        3 => Some(3, _ => _random.NextInt64()).ToArray(),
        4 => Some(3, _ => Float()).ToArray(),
        5 => new StringsAttribute(Some(3, _ => Utf8())),
        6 or 7 => Tensor(),
        8 => new ReferenceAttribute(Pick(Hints)),
        9 => new CarriedAttribute(Pick(Hints)),
        10 => new GraphAttribute(NewGraph(graph, depth + 1)),
        _ => new GraphsAttribute(Some(2, _ => NewGraph(graph, depth + 1))),
    };

    Qcc.Core.Ir.ValueType? Type() => _random.Next(5) switch
    {
        0 => null,
        1 => new CarriedType("sequence(tensor(\"f32\"))"),
        2 => new TensorType(Element(), null),
        _ => new TensorType(Element(), Some(4, _ => Dimension())),
    };

    Dim Dimension() => _random.Next(4) switch
    {
        0 => Dim.Unknown,
        1 => Dim.Of(Pick(["N", "batch_size", "N+1", "3", "?", ""])),
        _ => Dim.Of(_random.Next(0, 5)),
    };

    Tensor Tensor()
    {
        ElementType element = Element();
        long[] shape = [.. Some(3, _ => (long)_random.Next(0, 5))];
        long count = shape.Aggregate(1L, (a, b) => a * b);
        if (element == ElementType.String)
        {
            return new(shape, [.. Enumerable.Range(0, (int)count).Select(_ => Utf8())]);
        }
        var bytes = new byte[element.ByteSize(count)];
        _random.NextBytes(bytes);
        return new(element, shape, bytes);
    }

    float Float() => _random.Next(3) == 0
        ? Pick([0f, -0f, 1f, -1f, float.NaN, float.PositiveInfinity, float.NegativeInfinity, 1e-5f, float.MaxValue, float.Epsilon])
        : BitConverter.Int32BitsToSingle(_random.Next(int.MinValue, int.MaxValue));

    ReadOnlyMemory<byte> Utf8()
    {
        if (Chance(2))
        {
            return Encoding.UTF8.GetBytes(Pick(Hints));
        }
        var bytes = new byte[_random.Next(4)];
        _random.NextBytes(bytes);
        return bytes;
    }

    ElementType Element() => (ElementType)_random.Next(1, 27);
    string Name() => _names.Fresh(Pick(Hints));
    bool Chance(int oneIn) => _random.Next(oneIn) == 0;
    T Pick<T>(IReadOnlyList<T> list) => list[_random.Next(list.Count)];
    List<T> Some<T>(int atMost, Func<int, T> make) => [.. Enumerable.Range(0, _random.Next(atMost + 1)).Select(make)];
}
