using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Onnx;
using Qcc.Passes.Lower;
using Qcc.Search;

namespace Qcc.Explain;

/// <summary>The optimized form of a quantized model, in which nodes of the file are found again.</summary>
sealed class QuantizedGraph
{
    /// <summary>Operators that pass over between a node and the value that its fused kernel writes.</summary>
    const int LongestFusion = 4;

    /// <summary>Layout changes that ONNX Runtime adds around kernels; nobody's own kernel.</summary>
    static readonly HashSet<string> Added = ["ReorderInput", "ReorderOutput", "QuantizeLinear", "DequantizeLinear"];

    readonly Dictionary<string, Node> _byOutput = new(StringComparer.Ordinal);
    readonly Dictionary<string, Node> _byName = new(StringComparer.Ordinal);

    /// <summary>The only reader of a tensor; null where there are several.</summary>
    readonly Dictionary<string, Node?> _byWeights = new(StringComparer.Ordinal);

    /// <summary>The only QuantizeLinear with a scale; null where there are several.</summary>
    readonly Dictionary<string, Node?> _byScale = new(StringComparer.Ordinal);
    readonly HashSet<string> _integerValues = new(StringComparer.Ordinal);
    readonly HashSet<string> _names;

    /// <param name="source">The model as the file has it.</param>
    /// <param name="optimized">What ONNX Runtime makes of it.</param>
    public QuantizedGraph(Model source, Model optimized)
    {
        _names = source.Graph.WithSubgraphs().SelectMany(g => g.Nodes).Select(n => n.Name).Where(n => n.Length > 0).ToHashSet(StringComparer.Ordinal);
        foreach (Node node in optimized.Graph.WithSubgraphs().SelectMany(g => g.Nodes))
        {
            Enter(node);
        }
        foreach (Node node in optimized.Graph.Nodes.Where(WritesIntegers))
        {
            _integerValues.UnionWith(node.Outputs.OfType<Value>().Select(v => v.Name));
        }
    }

    /// <summary>Whether a node of a file is quantized or does quantization.</summary>
    public static bool IsQuantized(Node node) => KernelForms.IsQuantized(node.Operator.Name);

    /// <summary>Explains a node of the file.</summary>
    public NodeExplanation Explain(Node node)
    {
        (Execution execution, string kernel, string reason) = Find(node);
        bool asPlanned = NodeNotes.Get(node, PlanNotes.Decision) switch
        {
            null => true,
            PlanNotes.WeightOnly => kernel is "MatMulNBits" or "GatherBlockQuantized",
            var planned => planned.StartsWith("integer", StringComparison.Ordinal) == (execution == Execution.Integer),
        };
        return new NodeExplanation(node.Label, node.Operator.ToString(), execution, kernel, asPlanned ? NodeNotes.Get(node, PlanNotes.Reason) ?? reason : reason);
    }

    (Execution Execution, string Kernel, string Reason) Find(Node node)
    {
        if (KernelOf(node) is not { } kernel)
        {
            return (Execution.Absorbed, "", "ONNX Runtime computes it ahead of time or removes it");
        }
        string name = kernel.Operator.Name;
        bool own = KernelForms.IsFormOf(name, node.Operator.Name) || IsInlined(node, kernel);
        if (name == ContribOperators.MatMulNBits.Name && kernel.Int("accuracy_level", 0) != BlockedProduct.Int8Compute)
        {
            return own ? (Execution.Float, name, $"{name} multiplies floats by weights that are codes") : (Execution.Absorbed, name, $"part of {name} \"{OriginalName(kernel.Label)}\", in float");
        }
        if (KernelForms.IsInteger(name))
        {
            return own ? (Execution.Integer, name, $"{name} runs it") : (Execution.Absorbed, name, $"part of {name} \"{OriginalName(kernel.Label)}\"");
        }
        if (kernel.Input(0) is { } input && _integerValues.Contains(input.Name))
        {
            return (Execution.Integer, name, "moves or compares quantized values");
        }
        return own ? (Execution.Float, name, WhyFloat(node)) : (Execution.Absorbed, name, $"part of {name} \"{OriginalName(kernel.Label)}\", in float");
    }

    /// <summary>
    /// Whether ONNX Runtime wrote the node out in other operators, such as HardSwish as HardSigmoid and Mul: then the last of them
    /// gives the node's result and stands for no other node of the file.
    /// </summary>
    bool IsInlined(Node node, Node kernel) => (kernel.Outputs.Any(o => o is not null && o.Name == node.FirstOutput?.Name) || ByResultScale(node) == kernel)
        && !_names.Contains(OriginalName(kernel.Name)) && !node.Inputs.Any(i => i?.Producer is { } producer && KernelForms.IsFormOf(kernel.Operator.Name, producer.Operator.Name));

    void Enter(Node node)
    {
        if (!Added.Contains(node.Operator.Name))
        {
            _byName.TryAdd(OriginalName(node.Name), node);
            foreach (Value weights in node.Inputs.OfType<Value>().Where(v => v.Initializer is { Rank: > 1 }))
            {
                _byWeights[weights.Name] = _byWeights.ContainsKey(weights.Name) ? null : node;
            }
        }
        if (node is { Operator.Name: "QuantizeLinear" } && node.Input(1) is { Initializer: not null } scale)
        {
            _byScale[scale.Name] = _byScale.ContainsKey(scale.Name) ? null : node;
        }
        foreach (Value output in node.Outputs.OfType<Value>())
        {
            _byOutput.TryAdd(output.Name, node);
        }
    }

    /// <summary>
    /// The node of the optimized graph that does the work: the one that reads its weights, whose names survive; else by name; else by
    /// the values that come after; else the one whose result is quantized with the same scale.
    /// </summary>
    Node? KernelOf(Node node) => ByWeights(node) ?? ByName(node) ?? ByOutput(node) ?? ByResultScale(node);

    Node? ByResultScale(Node node)
    {
        Node? quantize = node.Outputs.OfType<Value>().SelectMany(o => o.Uses).Select(u => u.Node).FirstOrDefault(n => n.Operator.Name == "QuantizeLinear");
        return quantize?.Input(1) is { } scale && _byScale.TryGetValue(scale.Name, out Node? found) ? Behind(found, node) : null;
    }

    Node? ByWeights(Node node)
    {
        foreach (Value input in node.Inputs.OfType<Value>())
        {
            Value stored = input.Producer is { Operator.Name: "DequantizeLinear" } dequantize ? dequantize.Inputs[0]! : input;
            if (stored.Initializer is { Rank: > 1 } && _byWeights.TryGetValue(stored.Name, out Node? reader) && reader is not null
                && KernelForms.IsFormOf(reader.Operator.Name, node.Operator.Name))
            {
                return reader;
            }
        }
        return null;
    }

    Node? ByName(Node node) => node.Name.Length > 0 && _byName.TryGetValue(node.Name, out Node? named) ? named : null;

    Node? ByOutput(Node node)
    {
        Value? value = node.Outputs.Count > 0 ? node.Outputs[0] : null;
        for (int step = 0; value is not null && step <= LongestFusion; step++)
        {
            // A kernel in blocked layout is called after the value that it stands for.
            if (_byOutput.TryGetValue(value.Name, out Node? found) ? Behind(found, value.Producer!) is { } kernel : _byName.TryGetValue(value.Name, out kernel))
            {
                return kernel;
            }
            value = value.Uses.Count == 1 && value.Uses[0].Node.Outputs is [{ } next, ..] ? next : null;
        }
        return null;
    }

    /// <summary>The kernel behind conversions and layout changes that the file does not have at this place.</summary>
    static Node? Behind(Node? found, Node source)
    {
        while (found is not null && (Added.Contains(found.Operator.Name) || (found.Operator.Name == "Transpose" && source.Operator.Name != "Transpose")))
        {
            found = found.Input(0)?.Producer;
        }
        return found;
    }

    /// <summary>The name that a node had before ONNX Runtime changed its layout (<c>_nchwc</c>) or made it unique (<c>_token_7</c>).</summary>
    static string OriginalName(string name)
    {
        int token = name.LastIndexOf("_token_", StringComparison.Ordinal);
        string stem = token > 0 && name.AsSpan(token + "_token_".Length).IndexOfAnyExceptInRange('0', '9') < 0 ? name[..token] : name;
        return stem.EndsWith("_nchwc", StringComparison.Ordinal) ? stem[..^"_nchwc".Length] : stem;
    }

    /// <summary>Whether a node's result are codes: by its operator, or because it passes codes on. Called in the order of the graph.</summary>
    bool WritesIntegers(Node node)
    {
        string name = node.Operator.Name;
        bool writes = name == "QuantizeLinear" || name.StartsWith("QLinear", StringComparison.Ordinal)
            || (name == "QGemm" && node.Input(7) is not null)
            || ((DataMovementOperators.Rearranging.Contains(node.Operator) || name is "Split" or "MaxPool" or "NhwcMaxPool" or "Resize" or "Pad")
                && node.Input(0) is { } input && _integerValues.Contains(input.Name));
        if (writes)
        {
            _integerValues.UnionWith(node.Outputs.OfType<Value>().Select(v => v.Name));
        }
        return writes;
    }

    static string WhyFloat(Node node)
    {
        if (!node.Inputs.Any(i => i?.Producer?.Operator.Name == "DequantizeLinear"))
        {
            return "its inputs are float: nothing quantizes them";
        }
        if (node.Inputs.FirstOrDefault(i => i is { Initializer: null } && i.Producer?.Operator.Name != "DequantizeLinear") is { } mixed)
        {
            return $"its input {mixed} is float, which an integer kernel cannot take";
        }
        return node.Outputs.OfType<Value>().Any(o => o.Uses.Any(u => u.Node.Operator.Name == "QuantizeLinear"))
            ? $"ONNX Runtime has no integer kernel for this form of {node.Operator.Name}"
            : "its result is not quantized, which an integer kernel needs";
    }
}
