using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Measure;

namespace Qcc.Compiler.Tests.Measure;

public sealed class MacCountTests
{
    static long? Macs(Operator @operator, TensorType x, long[] weight, TensorType? y, params (string Name, AttributeValue Value)[] attributes)
    {
        var graph = new Graph("g", new NameScope());
        Value w = graph.AddConstant("w", Tensor.Of(new float[weight.Aggregate(1L, (a, b) => a * b)], weight));
        Node node = graph.Insert(null, @operator, [graph.AddInput("x", x), w], "y");
        node.Output.Type = y;
        foreach ((string name, AttributeValue value) in attributes)
        {
            node.Set(name, value);
        }
        return MacCount.Of(node);
    }

    static TensorType Open(params Dim[] shape) => new(ElementType.F32, shape);

    [Fact]
    public void A_convolution_multiplies_its_kernel_at_each_output() =>
        Assert.Equal(8 * 5 * 5 * (3 * 3 * 3), Macs(ConvolutionOperators.Conv, Open(Dim.Of("N"), 3, 7, 7), [8, 3, 3, 3], Open(Dim.Of("N"), 8, 5, 5)));

    [Fact]
    public void A_depthwise_convolution_multiplies_one_channel() =>
        Assert.Equal(4 * 5 * 5 * 9, Macs(ConvolutionOperators.Conv, Open(1, 4, 7, 7), [4, 1, 3, 3], Open(1, 4, 5, 5), ("group", 4)));

    [Fact]
    public void A_transposed_convolution_multiplies_its_kernel_at_each_input() =>
        Assert.Equal(3 * 7 * 7 * (8 * 2 * 2), Macs(ConvolutionOperators.ConvTranspose, Open(1, 3, 7, 7), [3, 8, 2, 2], null));

    [Fact]
    public void Matrix_products_multiply_the_depth()
    {
        Assert.Equal(5 * 10 * 16, Macs(MatrixOperators.MatMul, Open(Dim.Of("N"), 5, 16), [16, 10], Open(Dim.Of("N"), 5, 10)));
        Assert.Equal(2 * 10 * 16, Macs(MatrixOperators.Gemm, Open(16, 2), [16, 10], Open(2, 10), ("transA", 1)));
    }

    [Fact]
    public void Open_sizes_are_not_guessed() =>
        Assert.Null(Macs(ConvolutionOperators.Conv, Open(Dim.Of("N"), 3, Dim.Of("H"), 7), [8, 3, 3, 3], Open(Dim.Of("N"), 8, Dim.Unknown, 5)));

    [Fact]
    public void Other_operators_count_nothing() => Assert.Equal(0, Macs(ActivationOperators.Relu, Open(1, 3), [1], Open(1, 3)));
}
