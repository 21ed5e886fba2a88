using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;
using Qcc.Core.Ops;

namespace Qcc.Onnx.OpsetRaising;

/// <summary>A node at one version step, with what conversions do to nodes.</summary>
sealed class ConversionSite(Node node, int version, int target, Place place)
{
    public Node Node { get; } = node;

    /// <summary>The version whose form the node is to get.</summary>
    public int Version { get; } = version;

    /// <summary>The version that the whole model is raised to.</summary>
    public int Target { get; } = target;

    /// <summary>Where new constants go.</summary>
    public required InitializerScope Constants { get; init; }

    /// <summary>Takes an attribute off the node; null where it is absent.</summary>
    public AttributeValue? Take(string name)
    {
        AttributeValue? value = Node.Attribute(name);
        if (value is ReferenceAttribute)
        {
            throw Refuse($"attribute \"{name}\" is given by the callers of a local function, so its value is not known", "write the value into the function");
        }
        Node.Set(name, null);
        return value;
    }

    /// <summary>Takes a list of integers off the node; null where it is absent.</summary>
    public IReadOnlyList<long>? TakeInts(string name) => Take(name) switch
    {
        null => null,
        IntsAttribute ints => ints.Values,
        _ => throw Refuse($"attribute \"{name}\" is no list of integers", "correct the attribute"),
    };

    /// <summary>Takes an integer off the node; null where it is absent.</summary>
    public long? TakeInt(string name) => Take(name) switch
    {
        null => null,
        IntAttribute integer => integer.Value,
        _ => throw Refuse($"attribute \"{name}\" is no integer", "correct the attribute"),
    };

    /// <summary>Takes a number off the node; null where it is absent.</summary>
    public float? TakeFloat(string name) => Take(name) switch
    {
        null => null,
        FloatAttribute number => number.Value,
        _ => throw Refuse($"attribute \"{name}\" is no number", "correct the attribute"),
    };

    /// <summary>The data of input <paramref name="index"/> where it is an initializer or comes from a Constant node, else null.</summary>
    public Tensor? Known(int index) => Node.Constant(index)
        ?? (Node.Input(index)?.Producer is { Operator: { Name: "Constant", Domain: "" } } producer ? (producer.Attribute("value") as TensorAttribute)?.Value : null);

    /// <summary>Lets input <paramref name="index"/>, which may lie behind the list, read a value.</summary>
    public void SetInput(int index, Value? value)
    {
        while (Node.Inputs.Count <= index)
        {
            Graph.AddInputOf(Node, null);
        }
        Graph.SetInput(Node, index, value);
    }

    /// <summary>A constant beside the node, called after it and <paramref name="what"/>.</summary>
    public Value Constant(string what, Tensor tensor) => Constants.Add(Node, $"{Node.Label}_{what}", tensor);

    /// <summary>A scalar of the element type of <paramref name="like"/>.</summary>
    public Value Scalar(string what, float value, Value like)
    {
        if (like.TensorType is not { } type)
        {
            // Until types are known the graph itself must see to it; CastLike exists from opset 15 on.
            return Target >= 15
                ? Before(ElementwiseOperators.CastLike, [Constant(what, Tensor.Scalar(value)), like], what)
                : throw Refuse($"the element type of {like} is not known", "give the value a type");
        }
        return Constant(what, type.Element switch
        {
            ElementType.F32 => Tensor.Scalar(value),
            ElementType.F64 => Tensor.Of(ElementType.F64, [(double)value]),
            ElementType.F16 => Tensor.Of(ElementType.F16, [(Half)value]),
            _ => throw Refuse($"{like} has the element type {type.Element.Name()}, and the operator took floats alone", "correct the type"),
        });
    }

    /// <summary>Inserts a node with one output before the node.</summary>
    public Value Before(Operator @operator, IEnumerable<Value?> inputs, string what) =>
        Node.Graph.Insert(Node, @operator, inputs, $"{Node.Label}_{what}").Output;

    /// <summary>Turns the node, which keeps its outputs, into the last of those that replace it.</summary>
    public void Become(Operator @operator, params ReadOnlySpan<Value?> inputs)
    {
        Node.ClearAttributes();
        Graph.TruncateInputs(Node, 0);
        foreach (Value? input in inputs)
        {
            Graph.AddInputOf(Node, input);
        }
        Graph.SetOperator(Node, @operator);
    }

    /// <summary>The diagnostic for a node that has no equal in the new version.</summary>
    public DiagnosticException Refuse(string reason, string remedy)
    {
        int from = Node.Operator.Versions.LastOrDefault(v => v < Version, Version - 1);
        return new(OpsetDiagnostics.CannotRaise.At(place, new Refusal(Escape.ForTerminal(Node.Operator.Name), from, Version, reason, remedy)));
    }
}
