using Qcc.Codegen.C.Memory;
using Qcc.Codegen.C.Text;
using Qcc.Core.Ir;

namespace Qcc.Codegen.C.Layers;

/// <summary>One function of the network while it is written: its parameters come up as its body names them.</summary>
sealed class Layer(Step step, ConstantPool constants, KernelSet kernels)
{
    readonly List<(Value Value, CCode Name, bool Written)> _parameters = [];

    /// <summary>The node, and the Requantize that is fused into it.</summary>
    public Step Step => step;

    public Node Node => step.Node;

    /// <summary>The body.</summary>
    public CWriter Body { get; } = new(1);

    /// <summary>The function's parameters in the order of their first mention: value, name, and whether it is written.</summary>
    public IReadOnlyList<(Value Value, CCode Name, bool Written)> Parameters => _parameters;

    /// <summary>Type of an input.</summary>
    public ElementType TypeOf(int input) => Node.Input(input)!.TensorType!.Element;

    /// <summary>Sizes of an input.</summary>
    public long[] SizesOf(int input) => Sizes.Of(Node.Input(input)!);

    /// <summary>The result: that of the fused Requantize where there is one.</summary>
    public Value Result => step.Results[0]!;

    public ElementType ResultType => Result.TensorType!.Element;

    /// <summary>Where an input is read.</summary>
    public CCode Read(int input)
    {
        Value value = Node.Input(input)!;
        if (value.Constant is { } data)
        {
            return Constant(value.Name, data);
        }
        int inputs = Node.Inputs.Count(v => v is { IsConstant: false });
        CCode name = inputs == 1 ? CCode.Of($"x") : $"x{input}";
        if (!_parameters.Any(p => p.Name.ToString() == name.ToString()))
        {
            _parameters.Add((value, name, false));
        }
        return name;
    }

    /// <summary>Where a result is written.</summary>
    public CCode Write(int output = 0)
    {
        CCode name = step.Results.Count == 1 ? CCode.Of($"y") : $"y{output}";
        if (!_parameters.Any(p => p.Name.ToString() == name.ToString()))
        {
            _parameters.Add((step.Results[output]!, name, true));
        }
        return name;
    }

    /// <summary>Where constant weights are read, and in which type: halves of bytes stay packed.</summary>
    public (CCode At, ElementType Type) Weights(int input)
    {
        Value value = Node.Input(input)!;
        Tensor data = value.Constant!;
        ElementType type = data.Element == ElementType.S4 ? data.Element : Stored(data.Element);
        return (Constant(value.Name, type, data.ToInt64()), type);
    }

    /// <summary>A constant array.</summary>
    public CCode Constant(string hint, Tensor data) => Constant(hint, Stored(data.Element), data.ToInt64());

    /// <inheritdoc cref="Constant(string, Tensor)"/>
    public CCode Constant(string hint, ElementType type, long[] values) => $"{constants.Add(hint, type, values)}";

    /// <summary>The name of a constant array of int32.</summary>
    public CName Places(string hint, IEnumerable<long> values) => constants.Add(hint, ElementType.S32, [.. values]);

    /// <summary>A kernel's function.</summary>
    public CName Kernel(string name, params ReadOnlySpan<ElementType> types) => kernels.Use(name, types);

    /// <summary>Codes below 8 bits take a byte each.</summary>
    public static ElementType Stored(ElementType type) => type switch
    {
        ElementType.S4 or ElementType.S2 => ElementType.S8,
        ElementType.U4 or ElementType.U2 => ElementType.U8,
        _ => type,
    };
}
