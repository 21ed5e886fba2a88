using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Ops.Integer;
using Qcc.Core.Ops.Integer.Nonlinear;
using Qcc.Core.Quantization;
using Qcc.Passes.Lower.Integer;

namespace Qcc.Targets;

/// <summary>
/// What integer graphs compute without floats (docs/integer-graph.md), and in how many bits: 8, but 16 for what normalizations and softmaxes read
/// (residual streams, scores), for what is added to that, and for results of the graph, where a code of 8 bits is too coarse (docs/int8-integer.md).
/// </summary>
static class IntegerKernels
{
    /// <summary>Everything that can be integer is: floats cost, integers and crossings do not.</summary>
    public static KernelTable Table { get; } = new(
    [
        Weighted(ConvolutionOperators.Conv, Int8Cpu.WeightIsConstant, _ => 0),
        Weighted(ConvolutionOperators.ConvTranspose, TransposedIsDense, _ => 1),
        Weighted(MatrixOperators.Gemm, Int8Cpu.GemmIsPlain, Int8Cpu.GemmAxis),
        Weighted(MatrixOperators.MatMul, Int8Cpu.MatrixIsConstant, _ => 1) with { IsFor = node => node.Constant(1) is not null },
        Elementwise(MatrixOperators.MatMul) with { Reads16Bits = false },

        .. LowerUnary.Functions.Select(f => Unary(f) with { IsFor = node => NodeFunction.Of(node) is not null }),
        Unary(ActivationOperators.PRelu) with { Refuses = LowerPRelu.Refusal },
        Unary(ActivationOperators.Softmax) with { Refuses = LowerSoftmax.AxisRefusal },
        Unary(NormalizationOperators.LayerNormalization) with { Refuses = LowerNormalization.Refusal },
        Unary(ContribOperators.SimplifiedLayerNormalization) with { Refuses = LowerNormalization.Refusal },
        Unary(ElementwiseOperators.Cast) with { IsFor = node => LowerCast.Refusal(node) is null && node.Int("to", 0) == (int)ElementType.F32 },

        Elementwise(ElementwiseOperators.Add),
        Elementwise(ElementwiseOperators.Sub),
        Elementwise(ElementwiseOperators.Mul),
        Elementwise(DataMovementOperators.Concat) with { OnlyMoves = true },
        Elementwise(DataMovementOperators.Gather) with { OnlyMoves = true, IsFor = node => node.Constant(0) is not null },

        Unary(PoolingOperators.GlobalAveragePool),
        Unary(PoolingOperators.AveragePool) with { Refuses = AveragePoolIsPlain },
        Unary(ReductionOperators.ReduceMean),
        Unary(ReductionOperators.ReduceSum),

        Move(PoolingOperators.MaxPool) with { Refuses = Int8Cpu.MaxPoolIsPlain },
        .. DataMovementOperators.Rearranging.Select(Move),
        Move(DataMovementOperators.Pad) with { RunsOnCodes = true, Refuses = Int8Cpu.PadIsZero },
        Move(DataMovementOperators.Resize) with { Refuses = LowerResize.Refusal },
        Move(ReductionOperators.ReduceMax),

        new(ActivationOperators.Relu, KernelForm.Absorbed) { Bounds = _ => (0, float.PositiveInfinity), Cost = Always, Advantage = OnlyIntegers },
        new(ElementwiseOperators.Clip, KernelForm.Absorbed) { Refuses = Int8Cpu.ClipIsConstant, Bounds = Int8Cpu.ClipBounds, Cost = Always, Advantage = OnlyIntegers },
    ],
    _ => default)
    {
        QuantizesMasks = true,
    };

    /// <summary>Operators that move elements: what reads their result reads their input.</summary>
    static readonly Operator[] Moving = [.. DataMovementOperators.Rearranging, DataMovementOperators.Split];

    static readonly Operator[] Normalizing = [NormalizationOperators.LayerNormalization, ContribOperators.SimplifiedLayerNormalization, ActivationOperators.Softmax];

    static Kernel Weighted(Operator @operator, Func<Node, string?> refuses, Func<Node, int> axis) =>
        new(@operator, KernelForm.Weighted)
        {
            Refuses = refuses, WeightAxis = axis, Writes16Bits = true, CanRead16Bits = node => AccumulatorRange.FitsWideCodes(node.Constant(1)!, axis(node)),
            ResultType = TypeOf, Cost = Always, Advantage = OnlyIntegers,
        };

    static Kernel Elementwise(Operator @operator) => new(@operator, KernelForm.Elementwise) { Reads16Bits = true, Writes16Bits = true, ResultType = TypeOf, Cost = Always, Advantage = OnlyIntegers };

    static Kernel Unary(Operator @operator) => new(@operator, KernelForm.Unary) { Reads16Bits = true, Writes16Bits = true, ResultType = TypeOf, Cost = Always, Advantage = OnlyIntegers };

    static Kernel Move(Operator @operator) => new(@operator, KernelForm.SameScale) { Reads16Bits = true, Cost = Always, Advantage = OnlyIntegers };

    const string OnlyIntegers = "it has an integer form, and the target is integers only";

    static KernelCost Always(NodeSize size) => new(1, 0);

    static ElementType TypeOf(Value value) =>
        IsReadWide(value) || Readers(value).Any(n => (n.Operator == ElementwiseOperators.Add || n.Operator == ElementwiseOperators.Sub) && IsReadWide(n.Output)) ? ElementType.S16 : ElementType.U8;

    static bool IsReadWide(Value value) => Moved(value).Any(v => v.IsGraphOutput || v.Uses.Any(u => EdgeSemantics.IsAtEdge(u.Node))) || Readers(value).Any(n => Normalizing.Contains(n.Operator));

    /// <summary>The nodes that read a value, through operators that move its elements.</summary>
    static IEnumerable<Node> Readers(Value value) => Moved(value).SelectMany(v => v.Uses).Select(u => u.Node).Where(n => !Moving.Contains(n.Operator));

    /// <summary>The value and what its elements are moved to.</summary>
    static List<Value> Moved(Value value)
    {
        var reached = new List<Value> { value };
        for (int i = 0; i < reached.Count; i++)
        {
            foreach (Use use in reached[i].Uses.Where(u => u.Index == 0 && Moving.Contains(u.Node.Operator)))
            {
                reached.AddRange(use.Node.Outputs.OfType<Value>());
            }
        }
        return reached;
    }

    static string? TransposedIsDense(Node node) => Int8Cpu.WeightIsConstant(node) ?? (node.Int("group", 1) != 1 ? "its channels are in groups" : null);

    static string? AveragePoolIsPlain(Node node) => node.Ints("kernel_shape") is null ? "its window is not known" : null;
}
