using System.Collections.Immutable;
using Qcc.Core.Ir;

namespace Qcc.Core.Rewrite;

/// <summary>Finds all ways in which a pattern matches at a node. Depth and number of ways are bounded by the pattern.</summary>
sealed class Matcher
{
    readonly List<KeyValuePair<object, object>> _bindings = [];
    readonly List<Node> _nodes = [];
    readonly List<Match> _found = [];
    readonly Node _root;

    Matcher(Node root) => _root = root;

    public static IReadOnlyList<Match> AllMatches(OpPattern pattern, Node root)
    {
        if (!pattern.Operators.Contains(root.Operator))
        {
            return [];
        }
        var matcher = new Matcher(root);
        matcher.MatchNode(pattern, root, 0, []);
        return matcher._found;
    }

    /// <summary>Takes one obligation after the other; when none is left, the bindings are a match.</summary>
    void Solve(ImmutableStack<(Operand Pattern, Value? Value)> pending)
    {
        if (pending.IsEmpty)
        {
            _found.Add(new Match(_root, _bindings, [.. _nodes]));
            return;
        }
        ImmutableStack<(Operand, Value?)> rest = pending.Pop(out (Operand Pattern, Value? Value) next);
        switch (next.Pattern)
        {
            case OptionalOperand { Inner: var inner }:
                Solve(next.Value is null ? rest : rest.Push((inner, next.Value)));
                break;
            case Var when next.Value is not null:
            case Const constant when constant.Accepts(next.Value?.Constant):
                Bind(next.Pattern, next.Value!, rest);
                break;
            case OpPattern pattern when next.Value is { Producer: { } producer } value && pattern.Operators.Contains(producer.Operator)
                && (!pattern.MustBeUsedOnce || value.IsUsedOnce):
                MatchNode(pattern, producer, value.ProducerIndex, rest);
                break;
        }
    }

    void MatchNode(OpPattern pattern, Node node, int output, ImmutableStack<(Operand, Value?)> rest)
    {
        for (int i = 0; i < node.Outputs.Count; i++)
        {
            if (i != output && node.Outputs[i] is { IsUsed: true })
            {
                return;
            }
        }
        _nodes.Add(node);
        int mark = _bindings.Count;
        if (pattern.Capture is { } capture)
        {
            _bindings.Add(new(capture, node));
        }
        if (pattern.Inputs is not { } inputs)
        {
            Solve(rest);
        }
        else if (node.Inputs.Skip(inputs.Count).All(i => i is null))
        {
            Solve(Push(rest, inputs, node, Order.AsWritten));
            if (pattern.InEitherOrder)
            {
                Solve(Push(rest, inputs, node, Order.Swapped));
            }
        }
        _bindings.RemoveRange(mark, _bindings.Count - mark);
        _nodes.RemoveAt(_nodes.Count - 1);
    }

    void Bind(Operand capture, Value value, ImmutableStack<(Operand, Value?)> rest)
    {
        KeyValuePair<object, object> earlier = _bindings.Find(b => ReferenceEquals(b.Key, capture));
        if (earlier.Key is not null)
        {
            if (ReferenceEquals(earlier.Value, value))
            {
                Solve(rest);
            }
            return;
        }
        _bindings.Add(new(capture, value));
        Solve(rest);
        _bindings.RemoveAt(_bindings.Count - 1);
    }

    enum Order { AsWritten, Swapped }

    static ImmutableStack<(Operand, Value?)> Push(ImmutableStack<(Operand, Value?)> rest, IReadOnlyList<Operand> inputs, Node node, Order order)
    {
        for (int i = inputs.Count - 1; i >= 0; i--)
        {
            rest = rest.Push((inputs[i], node.Input(order == Order.Swapped && i < 2 ? 1 - i : i)));
        }
        return rest;
    }
}
