using Qcc.Core.Ops;
using Qcc.Core.Quantization;

namespace Qcc.Targets;

/// <summary>
/// Expected nanoseconds of ONNX Runtime's CPU kernels on one thread (x64 with AVX-512 VNNI), in float and in integers: models with
/// few parameters, fitted to measurements (docs/int8-cpu.md). Decisions need ratios; absolute figures differ by machine.
/// </summary>
sealed class KernelCosts(ProcessorCosts processor)
{
    /// <summary>On the processor that the model is of.</summary>
    public static KernelCosts Reference { get; } = new(ProcessorCosts.Reference);

    const double FloatNode = 400, IntegerNode = 700, LayoutChange = 800;

    /// <summary>
    /// Conversions; in pictures (rank 4) also the change between the blocked layout of float kernels and the channels-last layout of
    /// integer kernels. An elementwise kernel with operands of both layouts pays transposes of its whole chain.
    /// </summary>
    public CrossingCost Crossing(IReadOnlyList<long> shape)
    {
        double elements = shape.Aggregate(1.0, (product, size) => product * size), crossing = processor.Scales.TryGetValue(KernelClass.Crossing, out KernelScale scale) ? scale.Integer : 1;
        return shape.Count == 4
            ? new(crossing * (LayoutChange + FloatNode + 0.30 * elements), crossing * (LayoutChange + FloatNode + 0.28 * elements), 0.4 * elements)
            : new(FloatNode + 0.14 * elements, FloatNode + 0.13 * elements, 0);
    }

    /// <summary>
    /// Convolutions: float kernels work on blocks of 16 channels, integer kernels on 4 inputs by 16 outputs; an integer result costs
    /// a requantization per element. Depthwise kernels of both kinds are bound by their loads. Nothing is known of weights that are computed.
    /// </summary>
    public KernelCost Conv(NodeSize size)
    {
        if (size.Node.Constant(1) is not { Rank: >= 3, Shape: { } weight })
        {
            return default;
        }
        long groups = size.Node.Int("group", 1);
        long taps = weight.Skip(2).Aggregate(1L, (product, k) => product * k);
        long outputs = weight[0], perGroup = outputs / groups, pixels = size.OutputElements / Math.Max(outputs, 1);
        if (groups > 1 && weight[1] == 1 && perGroup == 1)
        {
            double work = pixels * Up(outputs, 16) * (double)taps;
            return Scaled(KernelClass.Depthwise, new(FloatNode + work / 12, IntegerNode + work / 11));
        }
        double floatDepth = taps * (weight[1] < 16 ? weight[1] : Up(weight[1], 16));
        double integerDepth = Up(taps * weight[1], 4);
        double floatWork = pixels * groups * floatDepth * Up(perGroup, 16);
        // Inputs that do not come in fours are gathered into a matrix first.
        double gathering = weight[1] % 4 == 0 ? 0 : 0.4 * integerDepth;
        double integerWork = pixels * groups * (integerDepth * Up(perGroup, 16) / 190 + Up(perGroup, 16) * 0.06 + taps * 0.6 + gathering);
        return Scaled(KernelClass.Conv, new(FloatNode + floatWork / 52, IntegerNode + integerWork));
    }

    /// <summary>Products with a constant matrix; a single row is bound by reading the matrix.</summary>
    public KernelCost MatMul(NodeSize size)
    {
        double macs = size.Macs;
        long depth = size.Input.Count == 0 ? 1 : size.Input[^1];
        double rows = Math.Max(size.InputElements / Math.Max(depth, 1), 1);
        double perRow = rows == 1 ? 12.6 : 55, integerPerRow = rows == 1 ? 47 : 200;
        return Scaled(rows == 1 ? KernelClass.Vector : KernelClass.Matrix, new(FloatNode + macs / perRow, 1000 + macs / integerPerRow + size.OutputElements * (rows == 1 ? 2 : 0.1)));
    }

    /// <summary>The product, and the range and the codes of its input.</summary>
    public KernelCost DynamicMatMul(NodeSize size)
    {
        KernelCost cost = MatMul(size);
        return cost with { IntegerNs = cost.IntegerNs + 0.19 * size.InputElements };
    }

    /// <summary>Products of every step with the matrices of input and state; activations take a third of an integer layer's time.</summary>
    public static KernelCost Lstm(NodeSize size)
    {
        if (size.Node.Constant(1) is not { } ofInput || size.Node.Constant(2) is not { } ofState)
        {
            return default;
        }
        double steps = size.Input.Count == 3 ? (double)size.Input[0] * size.Input[1] : 1;
        double macs = steps * (ofInput.Count + ofState.Count);
        return new(FloatNode + macs / 20, 2 * FloatNode + macs / 40);
    }

    public KernelCost Add(NodeSize size) => Scaled(KernelClass.Add, Elementwise(size, 0.95));

    public KernelCost Mul(NodeSize size) => Scaled(KernelClass.Mul, Elementwise(size, 1.4));

    public static KernelCost Concat(NodeSize size) => Elementwise(size, 2.5);

    public KernelCost Sigmoid(NodeSize size) => Scaled(KernelClass.Sigmoid, Elementwise(size, 0.84, floatNsPerElement: 0.5));

    public KernelCost LeakyRelu(NodeSize size) => Scaled(KernelClass.LeakyRelu, Elementwise(size, 1.6));

    /// <summary>Elementwise kernels, by their measured ratio to float.</summary>
    static KernelCost Elementwise(NodeSize size, double ratio, double floatNsPerElement = 0.15)
    {
        double time = floatNsPerElement * size.OutputElements;
        return new(FloatNode + time, FloatNode + time * ratio);
    }

    KernelCost Scaled(KernelClass kernel, KernelCost cost) =>
        processor.Scales.TryGetValue(kernel, out KernelScale scale) ? new(cost.FloatNs * scale.Float, cost.IntegerNs * scale.Integer) : cost;

    public static KernelCost GlobalAveragePool(NodeSize size) => new(FloatNode + 0.1 * size.InputElements, FloatNode + 0.025 * size.InputElements);

    /// <summary>Beside integer convolutions, whose layout it takes over.</summary>
    public static KernelCost MaxPool(NodeSize size) => new(FloatNode + 0.3 * size.InputElements, FloatNode + 0.15 * size.InputElements);

    /// <summary>Nothing is copied.</summary>
    public static KernelCost Move(NodeSize size) => new(FloatNode, FloatNode);

    public static KernelCost Copy(NodeSize size) => new(FloatNode + 0.15 * size.OutputElements, FloatNode + 0.06 * size.OutputElements);

    static long Up(long value, long block) => (value + block - 1) / block * block;
}
