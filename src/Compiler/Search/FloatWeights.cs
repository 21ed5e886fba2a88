using Qcc.Calibrate;
using Qcc.Codegen.Onnx;
using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Quantization;
using Qcc.Measure;
using Qcc.Onnx.Runtime;
using Qcc.Passes.Lower;
using Qcc.Targets;

namespace Qcc.Search;

/// <summary>
/// What files of plans over one model would lose if weights lost nothing: rounded activations between float layers. Plans whose lowered graphs differ in the
/// parameters of conversions alone share a session, which takes these as inputs: loading a model costs as much as running some samples.
/// </summary>
sealed class FloatWeights : IDisposable
{
    readonly Footing _footing;
    readonly Target _target;
    readonly CalibrationResult _calibration;
    readonly Lazy<(OrtSession Session, Graph Graph, HashSet<string> Parameters)> _shared;

    /// <param name="first">Any plan over the model of the footing.</param>
    public FloatWeights(Footing footing, QuantizationPlan first, Target target, CalibrationResult calibration)
    {
        (_footing, _target, _calibration) = (footing, target, calibration);
        _shared = new(() => Load(first));
    }

    /// <summary>Output SQNR on a few held-out samples (<see cref="Trial.Few"/>) in dB, and on all of them.</summary>
    /// <param name="least">Where the first figure is below this one, the second is the first: the others are not run.</param>
    public (double FewDb, double Db) Measure(QuantizationPlan plan, double least)
    {
        Graph lowered = Lower(plan).Graph;
        (OrtSession session, Graph graph, HashSet<string> parameters) = _shared.Value;
        if (DiffersElsewhere(lowered, graph, parameters))
        {
            using var alone = new FloatWeights(_footing, plan, _target, _calibration);
            return alone.Measure(plan, least);
        }
        KeyValuePair<string, Tensor>[] given = [.. lowered.Initializers.Where(v => parameters.Contains(v.Name)).Select(v => KeyValuePair.Create(v.Name, v.Initializer!))];
        var sqnr = new SqnrMeter();
        double Add(IEnumerable<HeldOutSample> samples)
        {
            HeldOutError.AddScore(sqnr, session, [.. samples.Select(s => s with { Inputs = new Dictionary<string, Tensor>(s.Inputs.Concat(given)) })], _footing.Model.Graph);
            return sqnr.Db;
        }
        double few = Add(_calibration.HeldOut.Take(Trial.Few));
        return (few, few < least ? few : Add(_calibration.HeldOut.Skip(Trial.Few)));
    }

    public void Dispose()
    {
        if (_shared.IsValueCreated)
        {
            _shared.Value.Session.Dispose();
        }
    }

    Model Lower(QuantizationPlan plan)
    {
        Model lowered = _footing.Model.Copy();
        InsertQuantizeDequantize.Run(lowered.Graph, plan, _target.Kernels, WeightForm.Floats);
        return lowered;
    }

    (OrtSession, Graph, HashSet<string>) Load(QuantizationPlan plan)
    {
        Model lowered = Lower(plan);
        Value[] parameters = [.. lowered.Graph.Nodes.Where(n => n.Operator == QuantizationOperators.QuantizeLinear || n.Operator == QuantizationOperators.DequantizeLinear)
            .SelectMany(n => new[] { n.Input(1), n.Input(2) }).OfType<Value>().Where(v => v is { Initializer.Rank: 0, IsGraphInput: false }).Distinct()];
        foreach (Value parameter in parameters)
        {
            lowered.Graph.AddInput(parameter);
        }
        OrtSession session = OrtSession.Load(QdqEmitter.Emit(lowered, _target.Name, ProductVersion.Text), new OrtSessionOptions { Optimization = OrtOptimization.FloatKernels }, "float weights");
        return (session, lowered.Graph, [.. parameters.Select(p => p.Name)]);
    }

    /// <summary>Whether two lowered graphs of one model, whose values are named in one order, differ in more than the parameters.</summary>
    static bool DiffersElsewhere(Graph a, Graph b, HashSet<string> parameters) =>
        !a.Nodes.Select(n => (n.Operator, string.Join('|', n.Inputs.Select(i => i?.Name)))).SequenceEqual(b.Nodes.Select(n => (n.Operator, string.Join('|', n.Inputs.Select(i => i?.Name)))))
        || !a.Initializers.Select(v => v.Name).SequenceEqual(b.Initializers.Select(v => v.Name))
        || a.Initializers.Zip(b.Initializers).Any(p => parameters.Contains(p.First.Name) ? p.First.Initializer!.Element != p.Second.Initializer!.Element : !HaveSameData(p.First.Initializer!, p.Second.Initializer!));

    static bool HaveSameData(Tensor a, Tensor b) =>
        ReferenceEquals(a, b) || (a.Element == b.Element && a.Shape.SequenceEqual(b.Shape) && a.Strings is null && b.Strings is null && a.Bytes.Span.SequenceEqual(b.Bytes.Span));
}
