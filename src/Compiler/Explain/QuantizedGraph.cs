using Qcc.Core.Ir;
using Qcc.Onnx;

namespace Qcc.Explain;

/// <summary>The optimized form of a quantized model, in which nodes of the file are found again.</summary>
sealed class QuantizedGraph
{
    /// <summary>Operators that pass over between a node and the value that its fused kernel writes.</summary>
    const int LongestFusion = 4;

    /// <summary>Layout changes that ONNX Runtime adds around kernels; nobody's own kernel.</summary>
    static readonly HashSet<string> Added = ["ReorderInput", "ReorderOutput", "QuantizeLinear", "DequantizeLinear"];

    readonly Dictionary<string, Node> _byOutput = [];
    readonly Dictionary<string, Node> _byName = [];
    readonly HashSet<string> _integerValues = [];

    public QuantizedGraph(Model optimized)
    {
        foreach (Node node in optimized.Graph.WithSubgraphs().SelectMany(g => g.Nodes))
        {
            if (!Added.Contains(node.Operator.Name))
            {
                _byName.TryAdd(OriginalName(node.Name), node);
            }
            foreach (Value? output in node.Outputs)
            {
                if (output is not null)
                {
                    _byOutput.TryAdd(output.Name, node);
                }
            }
        }
        foreach (Node node in optimized.Graph.Nodes.Where(WritesIntegers))
        {
            _integerValues.UnionWith(node.Outputs.OfType<Value>().Select(v => v.Name));
        }
    }

    /// <summary>Whether a node of a file is quantized or does quantization.</summary>
    public static bool IsQuantized(Node node) => node.Operator.Name is "QuantizeLinear" or "DequantizeLinear" or "DynamicQuantizeLinear" || IsIntegerKernel(node.Operator.Name);

    /// <summary>Explains a node of the file.</summary>
    public NodeExplanation Explain(Node node)
    {
        Node? kernel = KernelOf(node);
        string name = kernel?.Operator.Name ?? "";
        string? reason = NodeNotes.Get(node, "qcc.reason");
        NodeExplanation Is(Execution execution, string why) => new(node.Label, node.Operator.ToString(), execution, name, reason ?? why);
        if (kernel is null)
        {
            return Is(Execution.Absorbed, "ONNX Runtime computes it ahead of time or removes it");
        }
        bool same = IsFormOf(name, node.Operator.Name);
        if (IsIntegerKernel(name))
        {
            return same ? Is(Execution.Integer, $"{name} runs it") : Is(Execution.Absorbed, $"part of {name} \"{OriginalName(kernel.Label)}\"");
        }
        if (kernel.Input(0) is { } input && _integerValues.Contains(input.Name))
        {
            return Is(Execution.Integer, "moves or compares quantized values");
        }
        return same ? Is(Execution.Float, WhyFloat(node)) : Is(Execution.Absorbed, $"part of {name} \"{OriginalName(kernel.Label)}\", in float");
    }

    /// <summary>The node of the optimized graph that does the work: by name, else by the values that come after.</summary>
    Node? KernelOf(Node node)
    {
        if (node.Name.Length > 0 && _byName.TryGetValue(node.Name, out Node? named))
        {
            return named;
        }
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
            || (name is "Transpose" or "Reshape" or "Flatten" or "Squeeze" or "Unsqueeze" or "Slice" or "Gather" or "Split" or "MaxPool" or "DepthToSpace" or "Resize"
                && node.Input(0) is { } input && _integerValues.Contains(input.Name));
        if (writes)
        {
            _integerValues.UnionWith(node.Outputs.OfType<Value>().Select(v => v.Name));
        }
        return writes;
    }

    static bool IsIntegerKernel(string name) => name is "QGemm" or "ConvInteger" or "MatMulInteger" or "MatMulIntegerToFloat" or "DynamicQuantizeMatMul" or "DynamicQuantizeLSTM" or "QAttention"
        || name.StartsWith("QLinear", StringComparison.Ordinal);

    /// <summary>Whether a kernel is an operator's own, in integers or fused with what follows.</summary>
    static bool IsFormOf(string kernel, string @operator) =>
        kernel.EndsWith(@operator, StringComparison.Ordinal) || kernel.StartsWith(@operator, StringComparison.Ordinal)
        || kernel == $"Fused{@operator}" || (@operator == "MatMul" && (kernel.Contains("MatMul", StringComparison.Ordinal) || kernel is "QGemm" or "Gemm" or "FusedGemm"))
        || (@operator == "Gemm" && kernel.Contains("MatMul", StringComparison.Ordinal)) || (@operator == "GlobalAveragePool" && kernel == "QLinearGlobalAveragePool");

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
