using Qcc.Core.Ir;
using static Qcc.Core.Ops.ActivationOperators;
using static Qcc.Core.Ops.DataMovementOperators;
using static Qcc.Core.Ops.ElementwiseOperators;
using static Qcc.Core.Ops.PoolingOperators;

namespace Qcc.Benchmarks.TestModels;

/// <summary>Operators that belong together, as networks use them. To add a block, write its function and a line.</summary>
static class BlockModels
{
    public static readonly IReadOnlyList<TestModel> All =
    [
        new("blocks", "residual", Residual),
        new("blocks", "residual-strided", ResidualStrided),
        new("blocks", "inverted-residual", InvertedResidual),
        new("blocks", "squeeze-excite", SqueezeExcite),
        new("blocks", "fire", Fire),
        new("blocks", "unet-skip", UnetSkip),
        new("blocks", "mlp", Mlp),
    ];

    /// <summary>Relu(x + Conv(Relu(Conv(x)))) behind a first convolution (He et al., Deep Residual Learning).</summary>
    static Value Residual(NetBuilder net)
    {
        Value x = net.Relu(net.Conv(net.Input(3, 16, 16), 16, 3));
        Value branch = net.Conv(net.Relu(net.Conv(x, 16, 3)), 16, 3);
        return net.Relu(net.Apply(Add, [branch, x]));
    }

    /// <summary>The residual block that halves the size, with a 1×1 convolution as shortcut.</summary>
    static Value ResidualStrided(NetBuilder net)
    {
        Value x = net.Relu(net.Conv(net.Input(3, 16, 16), 8, 3));
        Value branch = net.Conv(net.Relu(net.Conv(x, 16, 3, new ConvForm(Stride: 2))), 16, 3);
        return net.Relu(net.Apply(Add, [branch, net.Conv(x, 16, 1, new ConvForm(Stride: 2))]));
    }

    /// <summary>Expand, depthwise, project, with Relu6 and a skip (Sandler et al., MobileNetV2).</summary>
    static Value InvertedResidual(NetBuilder net)
    {
        Value Relu6(Value v) => net.Apply(Clip, [v, net.Scalar(0), net.Scalar(6)]);
        Value x = net.Conv(net.Input(3, 16, 16), 16, 3);
        Value wide = Relu6(net.Conv(Relu6(net.Conv(x, 64, 1)), 64, 3, new ConvForm(Groups: 64)));
        return net.Apply(Add, [x, net.Conv(wide, 16, 1)]);
    }

    /// <summary>Channels scaled by a gate from their means (Hu et al., Squeeze-and-Excitation Networks).</summary>
    static Value SqueezeExcite(NetBuilder net)
    {
        Value x = net.Relu(net.Conv(net.Input(3, 16, 16), 32, 3));
        Value squeezed = net.Relu(net.Conv(net.Apply(GlobalAveragePool, [x]), 8, 1));
        Value gate = net.Apply(Sigmoid, [net.Conv(squeezed, 32, 1)]);
        return net.Conv(net.Apply(Mul, [x, gate]), 16, 1);
    }

    /// <summary>Squeeze, then two branches side by side (Iandola et al., SqueezeNet).</summary>
    static Value Fire(NetBuilder net)
    {
        Value squeezed = net.Relu(net.Conv(net.Input(16, 16, 16), 8, 1));
        return net.Apply(Concat, [net.Relu(net.Conv(squeezed, 16, 1)), net.Relu(net.Conv(squeezed, 16, 3))], ("axis", 1));
    }

    /// <summary>Down, up and a skip by concatenation (Ronneberger et al., U-Net), with LeakyRelu.</summary>
    static Value UnetSkip(NetBuilder net)
    {
        Value Leaky(Value v) => net.Apply(LeakyRelu, [v], ("alpha", 0.1f));
        long[] two = [2, 2];
        Value top = Leaky(net.Conv(net.Input(1, 16, 16), 8, 3));
        Value bottom = Leaky(net.Conv(net.Apply(MaxPool, [top], ("kernel_shape", two), ("strides", two)), 16, 3));
        Value up = net.Apply(Resize, [bottom, null, net.Floats(1, 1, 2, 2)],
            ("mode", "nearest"), ("coordinate_transformation_mode", "asymmetric"), ("nearest_mode", "floor"));
        return net.Conv(net.Apply(Concat, [top, up], ("axis", 1)), 1, 3);
    }

    /// <summary>Three dense layers and a softmax.</summary>
    static Value Mlp(NetBuilder net)
    {
        Value hidden = net.Relu(net.Gemm(net.Relu(net.GemmTransposed(net.Input(64), 48)), 32));
        return net.Apply(Softmax, [net.Gemm(hidden, 10)], ("axis", -1));
    }
}
