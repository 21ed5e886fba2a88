using Qcc.Core.Ir;
using Qcc.Core.Ops;

namespace Qcc.Benchmarks.TestModels;

/// <summary>How a convolution differs from a plain one; padding keeps the size at stride 1.</summary>
sealed record ConvForm(int Groups = 1, int Stride = 1, int Dilation = 1)
{
    public static readonly ConvForm Plain = new();
}

/// <summary>Builds a network layer by layer, with seeded weights and a batch of symbolic size.</summary>
sealed class NetBuilder
{
    const int Opset = 17, IrVersion = 8;

    readonly Graph _graph;
    readonly SeededWeights _weights;

    public NetBuilder(string name, ulong seed)
    {
        _graph = new Graph(name, new NameScope());
        _weights = new SeededWeights(seed);
    }

    /// <summary>A float input with these sizes behind the batch.</summary>
    public Value Input(params ReadOnlySpan<long> sizes)
    {
        Dim[] shape = [Dim.Of("batch"), .. sizes.ToArray().Select(Dim.Of)];
        return _graph.AddInput("x", new TensorType(ElementType.F32, shape));
    }

    /// <summary>A convolution with bias over one or two dimensions.</summary>
    public Value Conv(Value x, int outputs, int kernel, ConvForm? form = null)
    {
        form ??= ConvForm.Plain;
        int dimensions = Rank(x) - 2, perGroup = (int)Size(x, 1) / form.Groups;
        long[] Each(long value) => [.. Enumerable.Repeat(value, dimensions)];
        long[] shape = [outputs, perGroup, .. Each(kernel)];
        long pad = form.Dilation * (kernel - 1) / 2;
        int fanIn = perGroup * (int)Each(kernel).Aggregate(1L, (a, b) => a * b);
        return Apply(ConvolutionOperators.Conv, [x, Constant("w", _weights.Filters(fanIn, shape)), Constant("b", _weights.Bias(outputs))],
            ("group", form.Groups), ("kernel_shape", Each(kernel)), ("pads", (long[])[.. Each(pad), .. Each(pad)]),
            ("strides", Each(form.Stride)), ("dilations", Each(form.Dilation)));
    }

    /// <summary>x·W + b of a matrix, W stored as it is multiplied.</summary>
    public Value Gemm(Value x, int outputs)
    {
        int depth = (int)Size(x, -1);
        return Apply(MatrixOperators.Gemm, [x, Constant("w", _weights.Filters(depth, depth, outputs)), Constant("b", _weights.Bias(outputs))]);
    }

    /// <summary>The same with W stored transposed, as PyTorch exports it.</summary>
    public Value GemmTransposed(Value x, int outputs)
    {
        int depth = (int)Size(x, -1);
        return Apply(MatrixOperators.Gemm, [x, Constant("w", _weights.Filters(depth, outputs, depth)), Constant("b", _weights.Bias(outputs))], ("transB", 1));
    }

    /// <summary>A product with a constant matrix, of any rank and without bias.</summary>
    public Value MatMul(Value x, int outputs)
    {
        int depth = (int)Size(x, -1);
        return Apply(MatrixOperators.MatMul, [x, Constant("w", _weights.Filters(depth, depth, outputs))]);
    }

    public Value Relu(Value x) => Apply(ActivationOperators.Relu, [x]);

    /// <summary>A vector of biases as a constant of its own.</summary>
    public Value Bias(long channels) => Constant("b", _weights.Bias(channels));

    public Value Scalar(float value) => Constant("c", Tensor.Scalar(value));

    public Value Floats(params float[] values) => Constant("c", Tensor.Vector(values));

    /// <summary>Integers that an operator takes as an input: a shape, axes, starts.</summary>
    public Value Integers(params long[] values) => Constant("i", Tensor.Of(values, values.Length));

    /// <summary>Any operator with one output.</summary>
    public Value Apply(Operator @operator, IEnumerable<Value?> inputs, params ReadOnlySpan<(string Name, AttributeValue Value)> attributes)
    {
        Node node = _graph.Insert(null, @operator, inputs, @operator.Name);
        node.Name = node.Output.Name;
        foreach ((string name, AttributeValue value) in attributes)
        {
            node.Set(name, value);
        }
        node.Output.Type = @operator.Shapes(node)?[0];
        return node.Output;
    }

    /// <summary>The finished model, which returns this value.</summary>
    public Model Build(Value output)
    {
        output.Type ??= new TensorType(ElementType.F32, null);
        _graph.AddOutput(output);
        var model = new Model(_graph) { IrVersion = IrVersion };
        model.SetOpset("", Opset);
        return model;
    }

    Value Constant(string name, Tensor tensor) => _graph.AddConstant(name, tensor);

    static int Rank(Value value) => value.TensorType?.Rank ?? throw new InvalidOperationException($"{value} has no rank");

    static long Size(Value value, int axis) => value.TensorType?.Size(axis) ?? throw new InvalidOperationException($"{value} has no size at {axis}");
}
