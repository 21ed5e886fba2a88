using Qcc.Core.Ir;

namespace Qcc.Core.Tests.Text;

/// <summary>Compares models part by part, without the printer: what the printer forgets must not be forgotten here.</summary>
sealed class SameModel
{
    readonly Dictionary<Value, Value> _partner = [];

    public static void Check(Model expected, Model actual)
    {
        Assert.Equal(expected.IrVersion, actual.IrVersion);
        Assert.Equal(expected.Opsets, actual.Opsets);
        Assert.Equal(expected.Metadata, actual.Metadata);
        Assert.Equal(expected.Functions.Select(f => (f.Domain, f.Name, f.Overload)), actual.Functions.Select(f => (f.Domain, f.Name, f.Overload)));
        foreach ((Function e, Function a) in expected.Functions.Zip(actual.Functions))
        {
            new SameModel().Check(e.Body, a.Body);
        }
        new SameModel().Check(expected.Graph, actual.Graph);
    }

    void Check(Graph expected, Graph actual)
    {
        Assert.Equal(expected.Name, actual.Name);
        CheckValues(expected.Inputs, actual.Inputs);
        CheckValues(expected.Initializers, actual.Initializers);
        Assert.Equal(expected.Nodes.Count, actual.Nodes.Count);
        foreach ((Node e, Node a) in expected.Nodes.Zip(actual.Nodes))
        {
            Assert.Equal((e.Operator.Domain, e.Operator.Name, e.Name, e.Overload), (a.Operator.Domain, a.Operator.Name, a.Name, a.Overload));
            CheckValues(e.Outputs, a.Outputs);
            CheckAttributes(e, a);
        }
        foreach ((Node e, Node a) in expected.Nodes.Zip(actual.Nodes))
        {
            CheckValues(e.Inputs, a.Inputs);
        }
        CheckValues(expected.Outputs, actual.Outputs);
    }

    void CheckValues(IReadOnlyList<Value?> expected, IReadOnlyList<Value?> actual)
    {
        Assert.Equal(expected.Count, actual.Count);
        foreach ((Value? e, Value? a) in expected.Zip(actual))
        {
            Assert.Equal(e is null, a is null);
            if (e is not null && !_partner.TryAdd(e, a!))
            {
                Assert.Same(_partner[e], a);
            }
            Assert.Equal((e?.Name, e?.Type?.ToString(), e?.IsGraphInput, e?.IsGraphOutput), (a?.Name, a?.Type?.ToString(), a?.IsGraphInput, a?.IsGraphOutput));
            CheckTensors(e?.Initializer, a?.Initializer);
        }
    }

    void CheckAttributes(Node expected, Node actual)
    {
        Assert.Equal(expected.Attributes.Select(a => (a.Key, a.Value.GetType())), actual.Attributes.Select(a => (a.Key, a.Value.GetType())));
        foreach ((AttributeValue e, AttributeValue a) in expected.Attributes.Zip(actual.Attributes, (e, a) => (e.Value, a.Value)))
        {
            switch (e)
            {
                case IntsAttribute list: Assert.Equal(list.Values, ((IntsAttribute)a).Values); break;
                case FloatsAttribute list: Assert.Equal(list.Values.Select(BitConverter.SingleToInt32Bits), ((FloatsAttribute)a).Values.Select(BitConverter.SingleToInt32Bits)); break;
                case FloatAttribute one: Assert.Equal(BitConverter.SingleToInt32Bits(one.Value), BitConverter.SingleToInt32Bits(((FloatAttribute)a).Value)); break;
                case StringsAttribute list: CheckStrings(list.Values, ((StringsAttribute)a).Values); break;
                case TensorAttribute tensor: CheckTensors(tensor.Value, ((TensorAttribute)a).Value); break;
                case GraphAttribute or GraphsAttribute: break;
                default: Assert.Equal(e, a); break;
            }
        }
        Assert.Equal(expected.Subgraphs.Count(), actual.Subgraphs.Count());
        foreach ((Graph e, Graph a) in expected.Subgraphs.Zip(actual.Subgraphs))
        {
            Check(e, a);
        }
    }

    static void CheckTensors(Tensor? expected, Tensor? actual)
    {
        Assert.Equal(expected is null, actual is null);
        if (expected is not null)
        {
            Assert.Equal(expected.Type, actual!.Type);
            Assert.True(expected.Bytes.Span.SequenceEqual(actual.Bytes.Span));
            CheckStrings(expected.Strings ?? [], actual.Strings ?? []);
        }
    }

    static void CheckStrings(IReadOnlyList<ReadOnlyMemory<byte>> expected, IReadOnlyList<ReadOnlyMemory<byte>> actual) =>
        Assert.Equal(expected.Select(s => Convert.ToHexString(s.Span)), actual.Select(s => Convert.ToHexString(s.Span)));
}
