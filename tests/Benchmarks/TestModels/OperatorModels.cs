using Qcc.Core.Ir;
using static Qcc.Core.Ops.ActivationOperators;
using static Qcc.Core.Ops.DataMovementOperators;
using static Qcc.Core.Ops.ElementwiseOperators;
using static Qcc.Core.Ops.PoolingOperators;

namespace Qcc.Benchmarks.TestModels;

/// <summary>One model per operator form that target int8-cpu quantizes. To add one, add a line.</summary>
static class OperatorModels
{
    static readonly long[] Two = [2, 2], Three = [3, 3];

    public static readonly IReadOnlyList<TestModel> All =
    [
        new("ops", "conv-3x3", net => net.Conv(net.Input(8, 16, 16), 16, 3)),
        new("ops", "conv-1x1", net => net.Conv(net.Input(32, 16, 16), 32, 1)),
        new("ops", "conv-1d", net => net.Conv(net.Input(16, 64), 32, 3)),
        new("ops", "conv-strided", net => net.Conv(net.Input(8, 17, 17), 16, 3, new ConvForm(Stride: 2))),
        new("ops", "conv-dilated", net => net.Conv(net.Input(8, 16, 16), 16, 3, new ConvForm(Dilation: 2))),
        new("ops", "conv-grouped", net => net.Conv(net.Input(32, 16, 16), 32, 3, new ConvForm(Groups: 4))),
        new("ops", "conv-depthwise", net => net.Conv(net.Input(32, 16, 16), 32, 3, new ConvForm(Groups: 32))),
        new("ops", "conv-depth-multiplier", net => net.Conv(net.Input(16, 16, 16), 32, 3, new ConvForm(Groups: 16))),
        new("ops", "conv-relu", net => net.Relu(net.Conv(net.Input(8, 16, 16), 16, 3))),
        new("ops", "conv-relu6", net => net.Apply(Clip, [net.Conv(net.Input(8, 16, 16), 16, 3), net.Scalar(0), net.Scalar(6)])),

        new("ops", "gemm", net => net.Gemm(net.Input(64), 32)),
        new("ops", "gemm-transposed", net => net.GemmTransposed(net.Input(64), 32)),
        new("ops", "matmul", net => net.MatMul(net.Input(64), 32)),
        new("ops", "matmul-add", net => net.Apply(Add, [net.MatMul(net.Input(64), 32), net.Bias(32)])),
        new("ops", "matmul-3d", net => net.MatMul(net.Input(10, 64), 32)),

        TestModel.Between("add", (net, x) => net.Apply(Add, [x, net.Conv(x, 16, 3)])),
        TestModel.Between("mul", (net, x) => net.Apply(Mul, [x, net.Conv(x, 16, 3)])),
        TestModel.Between("mul-broadcast", (net, x) => net.Apply(Mul, [x, net.Apply(GlobalAveragePool, [x])])),
        TestModel.Between("concat", (net, x) => net.Apply(Concat, [x, net.Conv(x, 8, 3)], ("axis", 1))),
        TestModel.Between("sigmoid", Sigmoid),
        TestModel.Between("leaky-relu", LeakyRelu, ("alpha", 0.1f)),
        TestModel.Between("max-pool", MaxPool, ("kernel_shape", Two), ("strides", Two)),
        TestModel.Between("average-pool", AveragePool, ("kernel_shape", Three), ("pads", (long[])[1, 1, 1, 1]), ("count_include_pad", 1)),
        TestModel.Between("global-average-pool", GlobalAveragePool),

        TestModel.Between("reshape", (net, x) => net.Apply(Reshape, [x, net.Integers(0, 16, 8, 32)])),
        TestModel.Between("transpose", Transpose, ("perm", (long[])[0, 1, 3, 2])),
        TestModel.Between("slice", (net, x) => net.Apply(Slice, [x, net.Integers(1, 2), net.Integers(15, 14), net.Integers(2, 3)])),
        TestModel.Between("depth-to-space", DepthToSpace, ("blocksize", 2)),
        TestModel.Between("resize-nearest", (net, x) => net.Apply(Resize, [x, null, net.Floats(1, 1, 2, 2)],
            ("mode", "nearest"), ("coordinate_transformation_mode", "asymmetric"), ("nearest_mode", "floor"))),
        TestModel.Between("unsqueeze-squeeze", (net, x) => net.Apply(Squeeze, [net.Apply(Unsqueeze, [x, net.Integers(2)]), net.Integers(2)])),
        new("ops", "flatten", net => net.Gemm(net.Apply(Flatten, [net.Conv(net.Input(8, 4, 4), 8, 1)]), 16)),
    ];
}
