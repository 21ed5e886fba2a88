using Qcc.Codegen.C.Memory;
using Qcc.Codegen.C.Text;
using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Ops.Integer;

namespace Qcc.Codegen.C.Layers;

/// <summary>How an operator is written in C.</summary>
/// <param name="Write">Writes the body of its function.</param>
/// <param name="Refusal">Why a node cannot be written, or null.</param>
/// <param name="InPlace">Inputs over which the result may be written.</param>
/// <param name="Fuses">Whether the kernel requantizes its sums with such constants.</param>
sealed record LayerForm(Action<Layer, Placement> Write, Func<Node, string?> Refusal, int[] InPlace, Func<Node, RequantizerConstants, bool>? Fuses)
{
    public static LayerForm Of(Action<Layer> write, Func<Node, string?>? refusal = null, int[]? inPlace = null, Func<Node, RequantizerConstants, bool>? fuses = null) =>
        new((layer, _) => write(layer), refusal ?? (_ => null), inPlace ?? [], fuses);
}

/// <summary>The operators of integer graphs that this target writes. To add one, add a kernel, its layer and a line here.</summary>
static class LayerTable
{
    static readonly Dictionary<Operator, LayerForm> Forms = new()
    {
        [IntegerOperators.Conv] = LayerForm.Of(ConvolutionLayers.Conv, Convolution, fuses: PerChannel),
        [IntegerOperators.ConvTranspose] = LayerForm.Of(ConvolutionLayers.ConvTranspose, Convolution, fuses: PerChannel),
        [IntegerOperators.MatMul] = LayerForm.Of(MatrixLayers.MatMul, ConstantIn(2, "its bias"), fuses: MatrixLayers.Fuses),
        [IntegerOperators.SumPool] = LayerForm.Of(ConvolutionLayers.SumPool, Spatial, fuses: PerChannel),
        [IntegerOperators.Sum] = LayerForm.Of(ReductionLayers.Sum, fuses: (_, _) => true),
        [IntegerOperators.Requantize] = LayerForm.Of(ElementwiseLayers.Requantize, RequantizerConstants.Refusal, [0]),
        [IntegerOperators.Add] = LayerForm.Of(ElementwiseLayers.Add, Multipliers, [0, 1]),
        [IntegerOperators.Mul] = LayerForm.Of(ElementwiseLayers.Mul, Multipliers, [0, 1]),
        [IntegerOperators.Lookup] = LayerForm.Of(ElementwiseLayers.Lookup, ConstantIn(1, "its table"), [0]),
        [IntegerOperators.Interpolate] = LayerForm.Of(ElementwiseLayers.Interpolate, ConstantIn(1, "its table"), [0]),
        [IntegerOperators.Softmax] = LayerForm.Of(NonlinearLayers.Softmax, Tables, [0]),
        [IntegerOperators.LayerNormalization] = LayerForm.Of(NonlinearLayers.LayerNormalization, Tables, [0]),
        [IntegerOperators.RmsNormalization] = LayerForm.Of(NonlinearLayers.RmsNormalization, Tables, [0]),
        [IntegerOperators.ResizeLinear] = LayerForm.Of(NonlinearLayers.ResizeLinear, node =>
            Enumerable.Range(1, 4).Any(i => node.Constant(i) is null) ? "its places or weights are no constants" : null),
        [PoolingOperators.MaxPool] = LayerForm.Of(ConvolutionLayers.MaxPool, Spatial),
        [ReductionOperators.ReduceMax] = LayerForm.Of(ReductionLayers.ReduceMax),
        [ReductionOperators.ArgMax] = LayerForm.Of(ReductionLayers.ArgMax),
        [ElementwiseOperators.Max] = LayerForm.Of(ElementwiseLayers.Max, inPlace: [0, 1]),
        [ElementwiseOperators.Min] = LayerForm.Of(ElementwiseLayers.Min, inPlace: [0, 1]),
        [ElementwiseOperators.Cast] = LayerForm.Of(ElementwiseLayers.Cast, inPlace: [0]),
        [DataMovementOperators.Reshape] = LayerForm.Of(View),
        [DataMovementOperators.Flatten] = LayerForm.Of(View),
        [DataMovementOperators.Squeeze] = LayerForm.Of(View),
        [DataMovementOperators.Unsqueeze] = LayerForm.Of(View),
        [DataMovementOperators.Identity] = LayerForm.Of(View),
        [DataMovementOperators.Transpose] = LayerForm.Of(MovementLayers.Transpose),
        [DataMovementOperators.Slice] = LayerForm.Of(MovementLayers.Slice, node => SliceRange.Of(node, Sizes.Of(node.Input(0)!).Length) is null ? "its ranges are no constants" : null),
        [DataMovementOperators.Split] = LayerForm.Of(MovementLayers.Split),
        [DataMovementOperators.Concat] = new(MovementLayers.Concat, _ => null, [], null),
        [DataMovementOperators.Gather] = LayerForm.Of(MovementLayers.Gather, Indices),
        [DataMovementOperators.Expand] = LayerForm.Of(MovementLayers.Expand),
        [DataMovementOperators.Tile] = LayerForm.Of(MovementLayers.Tile),
        [DataMovementOperators.Pad] = LayerForm.Of(MovementLayers.Pad, Padding),
        [DataMovementOperators.DepthToSpace] = LayerForm.Of(MovementLayers.DepthToSpace),
        [DataMovementOperators.SpaceToDepth] = LayerForm.Of(MovementLayers.SpaceToDepth),
        [DataMovementOperators.Resize] = LayerForm.Of(MovementLayers.Resize, NearestIndices.Refusal),
    };

    /// <summary>All operators of the table.</summary>
    public static IEnumerable<Operator> Operators => Forms.Keys;

    /// <summary>The form of an operator, or null.</summary>
    public static LayerForm? FormOf(Operator @operator) => Forms.GetValueOrDefault(@operator);

    /// <summary>Why a node cannot be written in C, or null.</summary>
    public static string? Refusal(Node node)
    {
        if (FormOf(node.Operator) is not { } form)
        {
            return "the operator has no integer form in C";
        }
        return node.Inputs.Concat(node.Outputs).Select(v => v is null ? null : v.IsConstant ? Sizes.SizeRefusal(v) : Sizes.Refusal(v)).FirstOrDefault(r => r is not null)
            ?? (node.Outputs.Contains(null) ? "an output is left out" : WindowRefusal(node) ?? form.Refusal(node));
    }

    /// <summary>A window, its steps or its padding larger than this leave the 32 bits in which kernels count places.</summary>
    const long LargestWindow = 1 << 20;

    static string? WindowRefusal(Node node)
    {
        long[] Of(string attribute) => [.. node.Ints(attribute) ?? []];
        long[] kernel = [.. node.Ints("kernel_shape") ?? (node.Constant(1) is { Rank: > 2 } weights ? weights.Shape.Skip(2) : [])], dilations = Of("dilations");
        IEnumerable<long> extents = kernel.Select((k, i) => dilations.Length > i && dilations[i] > LargestWindow ? dilations[i] : k * (dilations.Length > i ? dilations[i] : 1));
        return Of("strides").Concat(Of("pads")).Concat(Of("output_padding")).Concat(extents).Any(n => n > LargestWindow) ? $"its window, strides or padding are larger than {LargestWindow}" : null;
    }

    /// <summary>The nodes as steps; a Requantize joins the sums that it alone reads.</summary>
    public static IReadOnlyList<Step> Steps(Graph graph)
    {
        var fused = new HashSet<Node>();
        var steps = new List<Step>();
        foreach (Node node in graph.Nodes.Where(n => !fused.Contains(n)))
        {
            Node? reader = FormOf(node.Operator)!.Fuses is { } fuses && node.Output.IsUsedOnce && node.Output.Uses[0] is { Index: 0 } use
                && use.Node.Operator == IntegerOperators.Requantize && fuses(node, RequantizerConstants.Of(use.Node)) ? use.Node : null;
            if (reader is not null)
            {
                fused.Add(reader);
            }
            steps.Add(new Step(node, reader));
        }
        return steps;
    }

    /// <summary>Whoever reads the result reads the input (<see cref="Views"/>).</summary>
    static void View(Layer layer) => throw new InvalidOperationException($"{layer.Node} moves nothing");

    static bool PerChannel(Node node, RequantizerConstants constants)
    {
        long[] y = Sizes.Of(node.Output);
        return constants.Steps(y[1], Sizes.Product(y.Skip(2))) is not null;
    }

    static string? Convolution(Node node) => Spatial(node) ?? ConstantIn(1, "its weights")(node) ?? ConstantIn(2, "its bias")(node);

    static string? Spatial(Node node) => node.Input(0)!.TensorType!.Rank is >= 3 and <= 5 ? null : "windows have one to three dimensions";

    static Func<Node, string?> ConstantIn(int input, string what) => node => node.Input(input) is { IsConstant: false } ? $"{what} is no constant" : null;

    static string? Tables(Node node) => ConstantIn(1, "its table")(node) ?? ConstantIn(2, "its table")(node);

    static string? Multipliers(Node node) => new[] { "a_multiplier", "b_multiplier", "multiplier" }.All(name => node.Int(name, 0) is >= int.MinValue and <= int.MaxValue)
        ? null : "a multiplier has more than 32 bits";

    /// <summary>Indices from a constant are places in the code, where nothing holds them to the axis.</summary>
    static string? Indices(Node node)
    {
        long[] x = Sizes.Of(node.Input(0)!);
        long size = x[Shape.Axis(node.Int("axis", 0), x.Length)!.Value];
        return node.Constant(1)?.ToInt64().Where(i => i < -size || i >= size).Take(1).ToArray() is [var outside] ? $"its index {outside} is outside of an axis of size {size}" : null;
    }

    static string? Padding(Node node) => node.Text("mode", "constant") != "constant" ? $"mode {node.Text("mode", "")} is not supported"
        : PadAmounts.Of(node, Sizes.Of(node.Input(0)!).Length) is null ? "its amounts are no constants" : null;
}
