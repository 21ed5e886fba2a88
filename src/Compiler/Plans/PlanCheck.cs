using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Quantization;
using Qcc.Passes.Quantize;
using Qcc.Targets;

namespace Qcc.Plans;

/// <summary>
/// Holds a plan against the graph that it is to be replayed on, which the plan has rewritten already (<see cref="PlanReplay"/>). Lowering trusts a plan, so whatever the search could not
/// have written is refused here: names that the graph lacks, kernels that a node does not have, codes without parameters.
/// </summary>
sealed class PlanCheck
{
    readonly QuantizationPlan _plan;
    readonly Graph _graph;
    readonly Target _target;
    readonly Place _place;
    readonly Dictionary<string, Node> _nodes = new(StringComparer.Ordinal);
    readonly Dictionary<string, Value> _values = new(StringComparer.Ordinal);
    readonly Dictionary<string, NodeDecision> _decisions = new(StringComparer.Ordinal);
    readonly Dictionary<string, ValueDecision> _parameters = new(StringComparer.Ordinal);

    public PlanCheck(QuantizationPlan plan, Graph graph, Target target, Place place)
    {
        (_plan, _graph, _target, _place) = (plan, graph, target, place);
        foreach (Value value in graph.Inputs.Concat(graph.Nodes.SelectMany(n => n.Outputs).OfType<Value>()))
        {
            _values[value.Name] = value;
        }
        foreach (Node node in graph.Nodes.Where(n => n.Result is not null))
        {
            _nodes[node.Result!.Name] = node;
        }
    }

    /// <summary>Checks everything.</summary>
    /// <exception cref="DiagnosticException">QCC3014, QCC3015.</exception>
    public void Run()
    {
        foreach (ValueDecision value in _plan.Values)
        {
            CheckValue(value);
        }
        foreach (NodeDecision decision in _plan.Nodes)
        {
            if (!_nodes.ContainsKey(decision.Output))
            {
                throw Unknown("node with the result", decision.Output, _nodes.Keys);
            }
            Demand(_decisions.TryAdd(decision.Output, decision), decision.Output, "is decided twice");
        }
        foreach (NodeDecision decision in _plan.Nodes)
        {
            CheckNode(decision, _nodes[decision.Output]);
        }
    }

    void CheckValue(ValueDecision decision)
    {
        if (!_values.TryGetValue(decision.Value, out Value? value))
        {
            throw Unknown("value", decision.Value, _values.Keys);
        }
        Demand(value.TensorType?.Element == ElementType.F32, decision.Value, "is no float32 tensor");
        Demand(decision.Scale > 0 && float.IsFinite(decision.Scale), decision.Value, "needs a scale above zero");
        Demand(decision.Type == ElementType.S16 ? decision.ZeroPoint == 0 : decision.Type == ElementType.U8 && decision.ZeroPoint is >= 0 and <= 255,
            decision.Value, "needs a zero point of 0 to 255 and type U8, or 0 and S16");
        Demand(decision.Narrow is not { } narrow || (narrow.Scale > 0 && float.IsFinite(narrow.Scale) && narrow.ZeroPoint is >= 0 and <= 255),
            decision.Value, "needs narrow codes with a scale above zero and a zero point of 0 to 255");
        Demand(_parameters.TryAdd(decision.Value, decision), decision.Value, "is decided twice");
    }

    void CheckNode(NodeDecision decision, Node node)
    {
        string label = decision.Output;
        Demand(node.Operator.ToString() == decision.Operator, label, $"is the result of {node.Operator} and not of {decision.Operator}");
        Demand(Enum.IsDefined(decision.Placement), label, "has no such placement");
        if (decision.Placement == Placement.Absorbed)
        {
            Value? before = node.Input(0);
            Demand(before?.Producer is { } producer && _target.Kernels.AbsorbableActivation(producer) == node && PlacementOf(producer) == Placement.Integer,
                label, "cannot be absorbed by the node before it");
            Demand(!_parameters.ContainsKey(before!.Name) && _parameters.ContainsKey(label), label, "is absorbed: it has parameters and the value before it has none");
            Demand(_parameters[label].Type == ElementType.U8 || _target.Kernels.Find(before.Producer!)!.Writes16Bits, label, "has 16-bit codes, which the kernel before it does not write");
        }
        else if (decision.Placement.IsInteger())
        {
            CheckKernel(decision, node);
        }
    }

    void CheckKernel(NodeDecision decision, Node node)
    {
        string label = decision.Output;
        Kernel? kernel = _target.Kernels.Find(node, decision.Placement) is { Form: not KernelForm.Absorbed } found && (found.IsFloatOutside || node.Outputs.Count(o => o is not null) == 1) ? found : null;
        Demand(kernel is not null, label, $"cannot run in integers: there is no kernel for {node.Operator}");
        string? refusal = kernel!.Refuses(node);
        Demand(refusal is null, label, $"cannot run in integers: {refusal}");
        Demand((kernel.Form == KernelForm.Dynamic) == (decision.Placement == Placement.Dynamic), label, "has a placement that its kernel does not know");
        Demand((kernel.Form == KernelForm.WeightOnly) == (decision.Placement == Placement.WeightOnly), label, "has a placement that its kernel does not know");
        if (kernel.Form == KernelForm.WeightOnly)
        {
            CheckWeightOnly(decision, node);
            return;
        }
        Demand(decision.WeightGrid is not { } grid || (kernel.Form == KernelForm.Weighted && _target.IsIntegerOnly && grid.AcceptsChannels(decision.SignedWeightCodes(), node.Constant(1)!.Shape[kernel.WeightAxis(node)])),
            label, "has a grid of weights that does not fit");
        if (kernel.Form == KernelForm.Dynamic)
        {
            Demand(decision is { BiasCorrection: null, WeightCodes: null }, label, "quantizes its input itself: it takes no correction and no weight codes");
            return;
        }
        IEnumerable<Value> read = new QuantUnit { Node = node, Kernel = kernel }.QuantizedInputs;
        foreach (Value input in read)
        {
            bool hasCodes = _parameters.TryGetValue(input.Name, out ValueDecision? codes);
            Demand(hasCodes || (kernel.Form == KernelForm.Elementwise && input.Constant is { Element: ElementType.F32 }), label, $"reads \"{input.Name}\", which has no parameters");
            Demand(!hasCodes || kernel.Reads16Bits || codes!.Type == ElementType.U8 || (codes.Narrow is null ? kernel.CanRead16Bits(node) : kernel.Form != KernelForm.SameScale), label, $"reads \"{input.Name}\" in 8 bits, which has no narrow codes");
        }
        CheckResult(decision, node, kernel);
        if (decision.BiasCorrection is { } correction)
        {
            Demand(kernel.Form == KernelForm.Weighted && BiasSlot.Of(node) is not null && correction.Length == node.Constant(1)!.Shape[kernel.WeightAxis(node)] && correction.All(float.IsFinite), label, "has a bias correction that does not fit");
        }
        if (decision.SignedWeightCodes() is { } chosen)
        {
            Demand(kernel.Form == KernelForm.Weighted && QuantizedWeight.Accepts(chosen, node.Constant(1)!.Shape, kernel.WeightAxis(node), _target.Kernels.MustFit16Bits(node)), label, "has weight codes that do not fit");
        }
    }

    void CheckWeightOnly(NodeDecision decision, Node node)
    {
        var weights = new MatrixWeights(node);
        Demand(!_parameters.ContainsKey(decision.Output), decision.Output, "keeps a float result: it takes no parameters");
        Demand(decision.WeightGrid is { } grid && decision.SignedWeightCodes() is { } codes && grid.Accepts(codes, weights.Outputs, weights.Depth) && grid.Bits == (node.Operator == DataMovementOperators.Gather ? 8 : 4), decision.Output, "needs weight codes and a grid that fit");
        Demand(decision.BiasCorrection is not { } correction || (BiasSlot.Of(node) is not null && correction.Length == weights.Outputs && correction.All(float.IsFinite)), decision.Output, "has a bias correction that does not fit");
    }

    void CheckResult(NodeDecision decision, Node node, Kernel kernel)
    {
        bool hasParameters = _parameters.TryGetValue(decision.Output, out ValueDecision? result);
        if (decision.Placement == Placement.IntegerToFloat)
        {
            Demand(kernel.CanKeepFloatResult && !hasParameters, decision.Output, "cannot stay float behind an integer kernel");
            return;
        }
        bool absorbs = _target.Kernels.AbsorbableActivation(node) is { } activation && PlacementOf(activation) == Placement.Absorbed;
        Demand(hasParameters || absorbs, decision.Output, "needs parameters");
        Demand(result?.Type != ElementType.S16 || kernel.Form == KernelForm.SameScale || kernel.Writes16Bits, decision.Output, "has 16-bit codes, which its kernel does not write here");
        Demand(kernel.Form != KernelForm.SameScale || (_parameters.TryGetValue(node.Inputs[0]!.Name, out ValueDecision? source)
            && source.Scale == result!.Scale && source.ZeroPoint == result.ZeroPoint && source.Type == result.Type), decision.Output, "needs the parameters of the value it is moved from");
    }

    Placement PlacementOf(Node node) => node.Result is { } output && _decisions.TryGetValue(output.Name, out NodeDecision? decision) ? decision.Placement : Placement.Float;

    void Demand(bool holds, string name, string why)
    {
        if (!holds)
        {
            throw new DiagnosticException(PlanDiagnostics.DoesNotFit.At(_place, (name, why)));
        }
    }

    DiagnosticException Unknown(string kind, string name, IEnumerable<string> known) => PlanDiagnostics.Unknown(_place, kind, name, known);
}
