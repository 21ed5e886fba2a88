using Qcc.Core.Ir;
using Qcc.Core.Ops;

namespace Qcc.Core.Quantization;

/// <summary>How an integer kernel takes part in quantization.</summary>
public enum KernelForm
{
    /// <summary>Constant weights at input 1, per channel; bias at input 2; the result has parameters of its own.</summary>
    Weighted,

    /// <summary>Constant weights, per channel; the kernel quantizes its float input itself, with the range that this has at the run, and its result is float.</summary>
    Dynamic,

    /// <summary>Constant weights as codes in blocks; input and result are float.</summary>
    WeightOnly,

    /// <summary>All inputs are activations (or constants, quantized like them); the result has parameters of its own.</summary>
    Elementwise,

    /// <summary>Input 0 is an activation, further inputs are parameters of the operator; the result has parameters of its own.</summary>
    Unary,

    /// <summary>The result carries the parameters of data input 0 unchanged.</summary>
    SameScale,

    /// <summary>The result's code range does the work: the node disappears into the kernel before it.</summary>
    Absorbed,
}

/// <summary>The operator forms that run in integers on a target.</summary>
/// <param name="Operator">The float operator.</param>
/// <param name="Form">How it takes part.</param>
public sealed record Kernel(Operator Operator, KernelForm Form)
{
    /// <summary>Whether the kernel is for this node, where others are for other nodes of the operator (a product with constant weights, and one of two activations).</summary>
    public Func<Node, bool> IsFor { get; init; } = _ => true;

    /// <summary>Whether the kernel can write codes of 16 bits.</summary>
    public bool Writes16Bits { get; init; }

    /// <summary>Type of the codes of a result by what reads it; measurement may choose otherwise where the kernel <see cref="Writes16Bits"/>.</summary>
    public Func<Value, ElementType> ResultType { get; init; } = _ => ElementType.U8;

    /// <summary>Whether the kernel reads codes of 16 bits; others read them narrowed to 8.</summary>
    public bool Reads16Bits { get; init; }

    /// <summary>Of a kernel that reads narrowed codes: whether for this node it can read 16 bits instead, where there are no narrowed ones.</summary>
    public Func<Node, bool> CanRead16Bits { get; init; } = _ => false;

    /// <summary>Why this node has no integer kernel, or null where it has one.</summary>
    public Func<Node, string?> Refuses { get; init; } = _ => null;

    /// <summary>For an absorbed form: the bounds that the node holds its result to, which a code range must keep to have its effect.</summary>
    public Func<Node, (float Low, float High)> Bounds { get; init; } = _ => (float.NegativeInfinity, float.PositiveInfinity);

    /// <summary>Whether the layer has constant weights, which become codes.</summary>
    public bool HasWeights => Form is KernelForm.Weighted or KernelForm.Dynamic or KernelForm.WeightOnly;

    /// <summary>Whether the values around the kernel stay float: it takes and gives them.</summary>
    public bool IsFloatOutside => Form is KernelForm.Dynamic or KernelForm.WeightOnly;

    /// <summary>The input that holds the constant weights.</summary>
    public int WeightInput { get; init; } = 1;

    /// <summary>Axis of the weight's output channels.</summary>
    public Func<Node, int> WeightAxis { get; init; } = _ => 0;

    /// <summary>
    /// Whether the kernel only moves elements, so that an operand with the result's parameters is rounded once and not twice; operands
    /// that nobody else reads get them.
    /// </summary>
    public bool OnlyMoves { get; init; }

    /// <summary>Whether standard operators can express the kernel; otherwise only one of ONNX Runtime's own does.</summary>
    public bool IsStandard { get; init; } = true;

    /// <summary>Whether the emitted node reads and writes codes itself: ONNX Runtime fuses no pairs around it.</summary>
    public bool RunsOnCodes { get; init; }

    /// <summary>Whether the kernel can leave its result in float (no requantization) where every reader is float.</summary>
    public bool CanKeepFloatResult { get; init; }

    /// <summary>Where <see cref="IsFloatOutside"/>: writes the kernel in the node's place and returns the initializer that holds the codes of its weights.</summary>
    public Func<Node, NodeDecision, KernelTable, string>? Write { get; init; }

    /// <summary>Why a node is integer for its own sake, for people.</summary>
    public string Advantage { get; init; } = "an integer kernel is expected to be faster";

    /// <summary>Expected nanoseconds in float and in integers on one thread.</summary>
    public required Func<NodeSize, KernelCost> Cost { get; init; }
}

/// <summary>Nanoseconds of a node in float and in integers.</summary>
public readonly record struct KernelCost(double FloatNs, double IntegerNs);

/// <summary>Nanoseconds to cross between float and integers.</summary>
/// <param name="QuantizeNs">From float to codes.</param>
/// <param name="DequantizeNs">From codes to float.</param>
/// <param name="MixedLayoutNs">More for each elementwise kernel in the chain behind fresh codes, which have another layout than those of integer kernels.</param>
public readonly record struct CrossingCost(double QuantizeNs, double DequantizeNs, double MixedLayoutNs);

/// <summary>A node with the shapes that its values had on the samples.</summary>
/// <param name="Node">The node.</param>
/// <param name="Input">Shape of its first input.</param>
/// <param name="Output">Shape of its first output.</param>
public sealed record NodeSize(Node Node, IReadOnlyList<long> Input, IReadOnlyList<long> Output)
{
    public long InputElements => Input.Aggregate(1L, (product, size) => product * size);
    public long OutputElements => Output.Aggregate(1L, (product, size) => product * size);

    /// <summary>Multiply-accumulates of a node with constant weights: output elements times the weights that each reads.</summary>
    public long Macs
    {
        get
        {
            if (Node.Constant(1) is not { Rank: >= 2, Count: > 0 } weight || Input.Count == 0)
            {
                return 0;
            }
            return Node.Operator == MatrixOperators.MatMul || Node.Operator == MatrixOperators.Gemm ? OutputElements * Input[^1]
                : Node.Operator == ConvolutionOperators.Conv ? OutputElements * (weight.Count / weight.Shape[0])
                : Node.Operator == ConvolutionOperators.ConvTranspose ? InputElements / weight.Shape[0] * weight.Count
                : 0;
        }
    }
}

/// <summary>The integer kernels of a target and what crossing between float and integers costs.</summary>
/// <param name="Kernels">One entry per operator, or several for different nodes or forms of it, the preferred ones first.</param>
/// <param name="Crossing">Nanoseconds to quantize and to dequantize a value of that shape, changes of memory layout included.</param>
public sealed record KernelTable(IReadOnlyList<Kernel> Kernels, Func<IReadOnlyList<long>, CrossingCost> Crossing)
{
    /// <summary>The same kernels with their costs on other processors, on which the file is not to be slower than in float.</summary>
    public IReadOnlyList<KernelTable> Elsewhere { get; init; } = [];

    /// <summary>Whether masks of attention may have codes: where they are limited first, or only compared. Elsewhere they would set the range of the scores.</summary>
    public bool QuantizesMasks { get; init; }

    /// <summary>Which numbers scales may be.</summary>
    public ScaleGrid Scales { get; init; }

    /// <summary>Whether two neighbouring products of codes must fit 16 bits, since the processor adds them there (docs/int8-cpu.md, section 2).</summary>
    public bool PairsMustFit16Bits { get; init; }

    /// <summary>Whether pairs of products of this layer must fit 16 bits. A depthwise convolution multiplies single elements.</summary>
    public bool MustFit16Bits(Node layer) => PairsMustFit16Bits && !ConvolutionOperators.IsDepthwise(layer);

    /// <summary>
    /// The kernel for a node: the first that computes, so that fixed ranges come before ranges at each run where there are both; else one that is absorbed;
    /// null where it runs in float only.
    /// </summary>
    public Kernel? Find(Node node) => Kernels.Where(k => k.Operator == node.Operator && k.IsFor(node)).MinBy(k => k.Form == KernelForm.Absorbed);

    /// <summary>The kernel with which a node runs where a plan has placed it, or null.</summary>
    public Kernel? Find(Node node, Placement placement) => placement switch
    {
        Placement.Dynamic => Find(node, KernelForm.Dynamic),
        Placement.WeightOnly => Find(node, KernelForm.WeightOnly),
        _ => Find(node),
    };

    Kernel? Find(Node node, KernelForm form) => Kernels.FirstOrDefault(k => k.Form == form && k.Operator == node.Operator && k.IsFor(node));

    /// <summary>The form in which a node disappears into the kernel before it, or null.</summary>
    public Kernel? Absorbing(Node node) => Kernels.FirstOrDefault(k => k.Form == KernelForm.Absorbed && k.Operator == node.Operator);

    /// <summary>
    /// The Relu or Clip that alone reads the node's result and whose effect the code range of that result has; null where there is
    /// none, or where the node has no parameters of its own that could absorb it.
    /// </summary>
    public Node? AbsorbableActivation(Node node)
    {
        if (Find(node) is not { Form: KernelForm.Weighted or KernelForm.Elementwise or KernelForm.Unary } || node.Outputs is not [{ IsUsedOnce: true } output])
        {
            return null;
        }
        Use use = output.Uses[0];
        bool fits = use.Index == 0 && ReferenceEquals(use.Node.Graph, node.Graph)
            && Absorbing(use.Node) is { } kernel && kernel.Refuses(use.Node) is null;
        return fits ? use.Node : null;
    }
}
