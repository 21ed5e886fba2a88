using Qcc.Check;
using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Ops.Integer;
using Qcc.Onnx.Runtime;

namespace Qcc.Codegen.Onnx.Tests;

/// <summary>An integer graph that a test builds, and the comparison of ONNX Runtime with the evaluator on it.</summary>
sealed class IntegerGraph
{
    readonly Random _random;
    readonly Graph _graph = new("net", new NameScope());
    readonly Dictionary<string, Tensor> _samples = new(StringComparer.Ordinal);

    public IntegerGraph(int seed) => _random = new Random(seed);

    /// <summary>A graph input with a random sample that holds the corner codes.</summary>
    public Value Input(ElementType type, params long[] sizes)
    {
        Value input = _graph.AddInput($"x{_graph.Inputs.Count}", TensorType.Of(type, sizes));
        _samples[input.Name] = Random(type, sizes);
        return input;
    }

    /// <summary>A graph input whose sample is given.</summary>
    public Value Input(Tensor sample)
    {
        Value input = _graph.AddInput($"x{_graph.Inputs.Count}", sample.Type);
        _samples[input.Name] = sample;
        return input;
    }

    public Value Constant(Tensor tensor) => _graph.AddConstant("c", tensor);

    public Value Constant(params int[] values) => Constant(Tensor.Of(ElementType.S32, values, values.Length));

    public Value Scalar(int value) => Constant(Tensor.Of(ElementType.S32, new[] { value }));

    public Value Weights(ElementType type, params long[] sizes) => Constant(Random(type, sizes));

    /// <summary>Appends a node and returns its first output, of the type that the operator's rule gives.</summary>
    public Value Node(Operator @operator, Value?[] inputs, params (string Name, AttributeValue Value)[] attributes) => Nodes(@operator, inputs, 1, attributes)[0];

    public IReadOnlyList<Value> Nodes(Operator @operator, Value?[] inputs, int outputs, params (string Name, AttributeValue Value)[] attributes)
    {
        Node node = _graph.Insert(null, @operator, inputs, [.. Enumerable.Repeat<string?>("y", outputs)]);
        foreach ((string name, AttributeValue value) in attributes)
        {
            node.Set(name, value);
        }
        IReadOnlyList<TensorType> types = @operator.Shapes(node) ?? throw new InvalidOperationException($"{node} has no types");
        for (int i = 0; i < outputs; i++)
        {
            node.Outputs[i]!.Type = types[i];
        }
        return [.. node.Outputs.Select(o => o!)];
    }

    /// <summary>The model with all values that nobody reads as outputs.</summary>
    public Model Model()
    {
        foreach (Value value in _graph.Nodes.SelectMany(n => n.Outputs).OfType<Value>().Where(v => !v.IsUsed).ToArray())
        {
            _graph.AddOutput(value);
        }
        var model = new Model(_graph);
        model.SetOpset("", 21);
        return model;
    }

    /// <summary>ONNX Runtime gives the evaluator's integers, tensor by tensor, with its optimizations and without.</summary>
    public void AssertTwins()
    {
        Model model = Model();
        foreach (OrtOptimization optimization in new[] { OrtOptimization.None, OrtOptimization.All })
        {
            using var twin = new IntegerTwin(model, new OrtSessionOptions { Optimization = optimization }, "test.onnx");
            TwinTally tally = twin.Compare(_samples);
            Assert.True(tally.Mismatches == 0 && tally.Tensors >= 2, $"{optimization}: {tally}");
        }
    }

    /// <summary>Random numbers of a type; the first are its least and greatest, and those around zero.</summary>
    public Tensor Random(ElementType type, params long[] sizes)
    {
        (long low, long high) = type.Range();
        long count = sizes.Aggregate(1L, (product, size) => product * size);
        long[] corners = [low, high, 0, 1, Math.Max(low, -1), low + 1, high - 1];
        var values = new long[count];
        for (int i = 0; i < count; i++)
        {
            values[i] = i < corners.Length && count > corners.Length ? corners[i] : _random.NextInt64(low, high + 1);
        }
        _random.Shuffle(values);
        return Pack(type, values, sizes);
    }

    public static Tensor Pack(ElementType type, long[] values, params long[] sizes) => type switch
    {
        ElementType.U8 => Tensor.Of(type, Array.ConvertAll(values, v => (byte)v), sizes),
        ElementType.S8 => Tensor.Of(type, Array.ConvertAll(values, v => (sbyte)v), sizes),
        ElementType.S16 => Tensor.Of(type, Array.ConvertAll(values, v => (short)v), sizes),
        ElementType.S32 => Tensor.Of(type, Array.ConvertAll(values, v => (int)v), sizes),
        ElementType.S4 => Core.Ops.Integer.IntegerValues.Pack(type, Array.ConvertAll(values, v => (int)v), sizes),
        _ => throw new ArgumentOutOfRangeException(nameof(type)),
    };

    /// <summary>Attributes of a result of codes.</summary>
    public static (string, AttributeValue)[] Codes(ElementType to, long zeroPoint, long? low = null, long? high = null, params (string, AttributeValue)[] others) =>
        [("to", (long)to), ("zero_point", zeroPoint), ("low", low ?? to.Range().Low), ("high", high ?? to.Range().High), .. others];
}
