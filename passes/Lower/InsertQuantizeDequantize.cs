using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Ops.Integer;
using Qcc.Core.Quantization;

namespace Qcc.Passes.Lower;

/// <summary>
/// Writes a plan into a graph as QuantizeLinear and DequantizeLinear nodes: x → Q → DQ → readers around every value with
/// parameters, int8 weights and int32 biases behind DequantizeLinear, absorbed activations gone. The form of every group is the
/// one that ONNX Runtime fuses (docs/int8-cpu.md).
/// </summary>
public sealed class InsertQuantizeDequantize
{
    readonly Graph _graph;
    readonly Dictionary<Node, NodeDecision> _nodes = [];
    readonly Dictionary<Value, ValueDecision> _values = [];
    readonly Dictionary<string, string> _codes = new(StringComparer.Ordinal), _weights = new(StringComparer.Ordinal);
    readonly KernelTable _kernels;

    /// <summary>The kernels of the nodes as they came: weights behind conversions are no constants any more.</summary>
    readonly Dictionary<Node, Kernel> _kernelOf = [];

    /// <summary>QuantizeLinear nodes that the model came with.</summary>
    readonly HashSet<Node> _given;

    readonly WeightForm _weightForm;

    InsertQuantizeDequantize(Graph graph, QuantizationPlan plan, KernelTable kernels, WeightForm weights)
    {
        _graph = graph;
        _weightForm = weights;
        _kernels = kernels;
        _given = [.. graph.Nodes.Where(n => n.Operator == QuantizationOperators.QuantizeLinear)];
        // Decisions are looked up by name once: values are renamed on the way.
        var nodes = plan.Nodes.ToDictionary(n => n.Output, StringComparer.Ordinal);
        foreach (Node node in graph.Nodes)
        {
            if (node.Result is { } output && nodes.TryGetValue(output.Name, out NodeDecision? decision))
            {
                _nodes[node] = decision;
            }
            if (kernels.Find(node, PlacementOf(node)) is { } kernel)
            {
                _kernelOf[node] = kernel;
            }
        }
        var values = plan.Values.ToDictionary(v => v.Value, StringComparer.Ordinal);
        foreach (Value value in graph.Inputs.Concat(graph.Nodes.SelectMany(n => n.Outputs).OfType<Value>()))
        {
            if (values.TryGetValue(value.Name, out ValueDecision? decision))
            {
                _values[value] = decision;
            }
        }
    }

    /// <summary>Rewrites the graph, whose values are named as in the plan.</summary>
    public static LoweredNames Run(Graph graph, QuantizationPlan plan, KernelTable kernels, WeightForm weights = WeightForm.Codes)
    {
        var pass = new InsertQuantizeDequantize(graph, plan, kernels, weights);
        pass.DropAbsorbed();
        foreach (Node node in graph.Nodes.ToArray())
        {
            if (pass.PlacementOf(node) is Placement.Integer or Placement.IntegerToFloat)
            {
                pass.QuantizeConstants(node);
            }
        }
        pass.InsertPairs();
        pass.ShieldFloatLayers();
        pass.WriteKernelsBetweenFloats();
        foreach (Value unused in graph.Initializers.Where(v => !v.IsUsed && !v.IsGraphInput).ToArray())
        {
            graph.RemoveInitializer(unused);
        }
        return new LoweredNames(pass._codes, pass._weights);
    }

    void WriteKernelsBetweenFloats()
    {
        foreach (Node node in _graph.Nodes.Where(n => PlacementOf(n) is Placement.Dynamic or Placement.WeightOnly).ToArray())
        {
            NodeDecision decision = _nodes[node];
            _weights[decision.Output] = _kernelOf[node].Write!(node, decision, _kernels);
        }
    }

    Placement PlacementOf(Node node) => _nodes.TryGetValue(node, out NodeDecision? decision) ? decision.Placement : Placement.Float;

    void DropAbsorbed()
    {
        foreach (Node node in _graph.Nodes.Where(n => PlacementOf(n) == Placement.Absorbed).ToArray())
        {
            Value before = node.Inputs[0]!, after = node.Output;
            if (_values.TryGetValue(after, out ValueDecision? wide) && wide.Type == ElementType.S16)
            {
                // A range of 16 bits around zero has no such effect: the node limits codes instead.
                _values[before] = wide with { Value = $"{wide.Value}_unlimited", Narrow = null };
                continue;
            }
            if (_values.Remove(after, out ValueDecision? decision))
            {
                _values[before] = decision;
            }
            _graph.ReplaceAllUses(after, before);
            _graph.Erase(node);
        }
    }

    void QuantizeConstants(Node node)
    {
        if (_kernelOf[node].Form == KernelForm.Weighted)
        {
            if (_weightForm == WeightForm.Codes)
            {
                QuantizeWeights(node);
            }
            return;
        }
        if (RunsOnCodes(node) && node.Operator == DataMovementOperators.Pad)
        {
            PadWithZeroPoint(node);
        }
        for (int i = 0; i < node.Inputs.Count; i++)
        {
            if (_kernelOf[node].Form == KernelForm.Elementwise && node.Constant(i) is { Element: ElementType.F32 } constant)
            {
                Graph.SetInput(node, i, QuantizedConstant(node, node.Inputs[i]!.Name, constant));
            }
        }
    }

    /// <summary>The code of zero is the zero point of the padded value.</summary>
    void PadWithZeroPoint(Node node)
    {
        ValueDecision result = _values[node.Output];
        Value value = _graph.AddConstant($"{node.Output.Name}_pad", IntegerValues.Pack(result.Type, [result.ZeroPoint], []));
        if (node.Inputs.Count > 2)
        {
            Graph.SetInput(node, 2, value);
        }
        else
        {
            Graph.AddInputOf(node, value);
        }
    }

    void QuantizeWeights(Node node)
    {
        float inputScale = _values[node.Inputs[0]!].ScaleInLayers();
        int axis = _kernelOf[node].WeightAxis(node);
        NodeDecision decision = _nodes[node];
        QuantizedWeight weight = QuantizedWeight.Create(node.Constant(1)!, axis, inputScale, BiasOf(node, axis, decision), _kernels.MustFit16Bits(node), _kernels.Scales, decision.WeightGrid).Rounded(decision.SignedWeightCodes());
        WriteVectorAsRow(node, decision.BiasCorrection);
        string name = node.Inputs[1]!.Name;
        Tensor scales = Tensor.Vector(weight.Scales);
        Value weights = Dequantized(node, name, Tensor.Of(ElementType.S8, weight.Codes, [.. weight.Source.Shape]), scales, axis);
        Graph.SetInput(node, 1, weights);
        _weights[decision.Output] = weights.Producer!.Inputs[0]!.Name;
        if (weight.Bias is { } bias)
        {
            Tensor biasScales = Tensor.Vector([.. weight.Scales.Select(s => inputScale * s)]);
            string biasName = node.Input(2)?.Name ?? $"{name}_bias";
            new BiasSlot(node, 2).Write(Dequantized(node, biasName, Tensor.Of(ElementType.S32, bias, bias.Length), biasScales, 0));
        }
    }

    /// <summary>
    /// Writes the vector that is added to a MatMul's product as a row, [1, ..., N], from which ONNX Runtime makes no float Gemm (docs/int8-cpu.md,
    /// section 4), with the correction of the bias in it.
    /// </summary>
    void WriteVectorAsRow(Node node, float[]? correction)
    {
        if (node.Operator != MatrixOperators.MatMul || BiasSlot.Of(node) is not { } slot)
        {
            return;
        }
        Tensor vector = slot.Holder.Constant(slot.Input)!;
        float[] sum = correction is null ? vector.Floats.ToArray() : [.. correction.Select((c, n) => vector.Floats[n] + c)];
        long[] shape = [.. Enumerable.Repeat(1L, Math.Max((node.Output.TensorType?.Rank ?? 1) - 1, 0)), sum.Length];
        Graph.SetInput(slot.Holder, slot.Input, _graph.AddConstant(slot.Holder.Inputs[slot.Input]!.Name, Tensor.Of(sum, shape)));
    }

    static float[]? BiasOf(Node node, int axis, NodeDecision decision)
    {
        float[]? bias = node.Constant(2)?.Floats.ToArray();
        if (node.Operator.Inputs.Count > 2 && decision.BiasCorrection is { } correction)
        {
            bias ??= new float[node.Constant(1)!.Shape[axis]];
            for (int c = 0; c < bias.Length; c++)
            {
                bias[c] += correction[c];
            }
        }
        return bias;
    }

    /// <summary>DequantizeLinear of a constant, in front of <paramref name="node"/>.</summary>
    Value Dequantized(Node node, string name, Tensor codes, Tensor scales, int axis)
    {
        Tensor zero = codes.Element == ElementType.S8 ? Tensor.Of(ElementType.S8, new sbyte[scales.Count], scales.Count)
            : Tensor.Of(ElementType.S32, new int[scales.Count], scales.Count);
        Node dequantize = _graph.Insert(node, QuantizationOperators.DequantizeLinear,
            [_graph.AddConstant($"{name}_quantized", codes), _graph.AddConstant($"{name}_scale", scales), _graph.AddConstant($"{name}_zero_point", zero)],
            $"{name}_dequantized");
        dequantize.Set("axis", axis);
        return dequantize.Output;
    }

    /// <summary>
    /// The constant operand of an elementwise kernel as codes: with the result's parameters where its elements are moved among others, else with its own
    /// range, in as many bits as the result has.
    /// </summary>
    Value QuantizedConstant(Node node, string name, Tensor constant)
    {
        (float low, float high) = (0, 0);
        foreach (float v in constant.Floats)
        {
            (low, high) = (MathF.Min(low, v), MathF.Max(high, v));
        }
        (Kernel kernel, ValueDecision result) = (_kernelOf[node], _values[node.Output]);
        QuantParams q = kernel.OnlyMoves ? QuantParams.PerTensor(result.Type, result.Scale, result.ZeroPoint)
            : kernel.Reads16Bits && result.Type == ElementType.S16 ? QuantParams.Symmetric16(low, high)
            : QuantParams.Unsigned8(low, high);
        q = kernel.OnlyMoves ? q : _kernels.Scales.Up(q);
        (long least, long greatest) = q.Type.Range();
        var codes = new int[constant.Count];
        for (int i = 0; i < codes.Length; i++)
        {
            codes[i] = (int)Math.Clamp(MathF.Round(constant.Floats[i] / q.Scale, MidpointRounding.ToEven) + q.ZeroPoint, least, greatest);
        }
        return _graph.Insert(node, QuantizationOperators.DequantizeLinear,
            [_graph.AddConstant($"{name}_quantized", IntegerValues.Pack(q.Type, codes, constant.Shape)), .. Parameters(name, q)],
            $"{name}_dequantized").Output;
    }

    Value[] Parameters(string name, QuantParams q) =>
        [_graph.AddConstant($"{name}_scale", Tensor.Scalar(q.Scale)), _graph.AddConstant($"{name}_zero_point", IntegerValues.Pack(q.Type, [q.ZeroPoint], []))];

    void InsertPairs()
    {
        var following = new Dictionary<Node, Node?>();
        for (int i = 0; i < _graph.Nodes.Count; i++)
        {
            following[_graph.Nodes[i]] = i + 1 < _graph.Nodes.Count ? _graph.Nodes[i + 1] : null;
        }
        Node? first = _graph.Nodes.Count > 0 ? _graph.Nodes[0] : null;
        foreach ((Value value, ValueDecision decision) in _values)
        {
            InsertPair(value, decision, value.Producer is { } producer ? following[producer] : first);
        }
    }

    void InsertPair(Value value, ValueDecision decision, Node? before)
    {
        Use[] uses = [.. value.Uses];
        TensorType? type = value.TensorType;
        Value[] parameters = Parameters(decision.Value, QuantParams.PerTensor(decision.Type, decision.Scale, decision.ZeroPoint));
        bool holdsCodes = value.Producer is { } p && RunsOnCodes(p);
        Value codes = holdsCodes ? value : _graph.Insert(before, QuantizationOperators.QuantizeLinear, [value, .. parameters], $"{decision.Value}_quantized").Output;
        Value dequantized = _graph.Insert(before, QuantizationOperators.DequantizeLinear, [codes, .. parameters], $"{decision.Value}_dequantized").Output;
        if (value.Producer is { } producer && PlacementOf(producer) is Placement.Integer or Placement.Absorbed)
        {
            _graph.ReplaceAllUses(value, dequantized);
            Graph.SetInput(holdsCodes ? dequantized.Producer! : codes.Producer!, 0, value);
        }
        Value? narrowed = null;
        foreach (Use use in uses.Where(ReadsCodes))
        {
            bool narrows = decision.Narrow is not null && !_kernelOf[use.Node].Reads16Bits;
            Value read = narrows ? narrowed ??= Narrowed(dequantized, decision, before) : dequantized;
            Graph.SetInput(use.Node, use.Index, RunsOnCodes(use.Node) ? codes : read);
        }
        if (!dequantized.IsUsed)
        {
            // Everyone reads the codes; ONNX Runtime would run the dead node.
            _graph.Erase(dequantized.Producer!);
        }
        _codes[decision.Value] = codes.Name;
        codes.Type = type is null ? null : type with { Element = decision.Type };
        dequantized.Type = type;
    }

    /// <summary>The value in 8 bits, for kernels that read no more.</summary>
    Value Narrowed(Value wide, ValueDecision decision, Node? before)
    {
        string name = $"{decision.Value}_narrow";
        Value[] parameters = Parameters(name, QuantParams.PerTensor(ElementType.U8, decision.Narrow!.Scale, decision.Narrow.ZeroPoint));
        Value codes = _graph.Insert(before, QuantizationOperators.QuantizeLinear, [wide, .. parameters], $"{name}_quantized").Output;
        Value narrow = _graph.Insert(before, QuantizationOperators.DequantizeLinear, [codes, .. parameters], $"{name}_dequantized").Output;
        (codes.Type, narrow.Type) = (wide.TensorType is { } type ? type with { Element = ElementType.U8 } : null, wide.Type);
        return narrow;
    }

    /// <summary>
    /// ONNX Runtime quantizes a float layer between DequantizeLinear and QuantizeLinear by itself, per tensor and badly
    /// (docs/int8-cpu.md 0, rule 7). A layer that the model has between its own Q and DQ is meant to be quantized. A Max with the least float, which changes nothing and is not optimized away, keeps it float.
    /// </summary>
    void ShieldFloatLayers()
    {
        Value? least = null;
        foreach (Node quantize in _graph.Nodes.Where(n => n.Operator == QuantizationOperators.QuantizeLinear && !_given.Contains(n)).ToArray())
        {
            Value value = quantize.Inputs[0]!;
            Node? layer = value.Producer is { } p && IsActivation(p) ? p.Inputs[0]!.Producer : value.Producer;
            if (layer is not null && IsSelfQuantized(layer))
            {
                least ??= _graph.AddConstant("least_float", Tensor.Scalar(float.MinValue));
                Value shielded = _graph.Insert(quantize, ElementwiseOperators.Max, [value, least], $"{value.Name}_shielded").Output;
                shielded.Type = value.Type;
                Graph.SetInput(quantize, 0, shielded);
            }
        }
    }

    static bool IsActivation(Node node) => node.Operator == ActivationOperators.Relu || node.Operator == ElementwiseOperators.Clip;

    bool IsSelfQuantized(Node node) => PlacementOf(node) == Placement.Float
        && (node.Operator == ConvolutionOperators.Conv || node.Operator == ConvolutionOperators.ConvTranspose || node.Operator == MatrixOperators.Gemm)
        && node.Inputs[0]?.Producer?.Operator == QuantizationOperators.DequantizeLinear;

    bool RunsOnCodes(Node node) => PlacementOf(node) == Placement.Integer && _kernelOf.GetValueOrDefault(node) is { RunsOnCodes: true };

    /// <summary>Whether the reader is an integer kernel and this input one that it reads as codes.</summary>
    bool ReadsCodes(Use use) => ReferenceEquals(use.Node.Graph, _graph)
        && PlacementOf(use.Node) is Placement.Integer or Placement.IntegerToFloat
        && (_kernelOf.GetValueOrDefault(use.Node)?.Form is KernelForm.Elementwise or KernelForm.Unary || use.Index == 0);
}

/// <summary>What becomes of the constant weights of integer layers.</summary>
public enum WeightForm
{
    /// <summary>Codes behind DequantizeLinear, as the plan says.</summary>
    Codes,

    /// <summary>Floats as they are, biases too: what is left is the error of rounded activations. For measuring only.</summary>
    Floats,
}
