using Qcc.Codegen.Onnx;
using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;
using Qcc.Core.Ops.Integer;
using Qcc.Onnx.Runtime;

namespace Qcc.Check;

/// <summary>
/// An integer graph in ONNX Runtime beside the reference evaluator: every tensor that a node of the graph gives is compared bit for bit. A second session
/// without the extra outputs compares the graph's own, since ONNX Runtime optimizes what nobody reads.
/// </summary>
sealed class IntegerTwin : IDisposable
{
    readonly Graph _graph;
    readonly OrtSession _tapped;
    readonly OrtSession _plain;

    /// <param name="lowered">A model whose graph is an integer graph, all types known.</param>
    /// <param name="file">The file that diagnostics name.</param>
    /// <exception cref="DiagnosticException">QCC1090: ONNX Runtime refuses the emitted model.</exception>
    public IntegerTwin(Model lowered, OrtSessionOptions options, string file)
    {
        _graph = lowered.Graph;
        Model tapped = lowered.Copy();
        tapped.Graph.AddOutputs(_ => true);
        _plain = Load(lowered, options, file);
        _tapped = Load(tapped, options, file);
    }

    /// <summary>Runs both on one sample.</summary>
    /// <param name="inputs">A tensor for each graph input, of its type and sizes.</param>
    /// <exception cref="DiagnosticException">QCC1091: a node failed in ONNX Runtime.</exception>
    /// <exception cref="OverflowException">The graph breaks a bound that lowering proves.</exception>
    public TwinTally Compare(IReadOnlyDictionary<string, Tensor> inputs)
    {
        IReadOnlyDictionary<string, Tensor> expected = IntegerEvaluator.Run(_graph, inputs);
        return Compare(_tapped, inputs, expected) + Compare(_plain, inputs, expected);
    }

    static TwinTally Compare(OrtSession session, IReadOnlyDictionary<string, Tensor> inputs, IReadOnlyDictionary<string, Tensor> expected)
    {
        using OrtOutputs outputs = session.Run(inputs);
        TwinTally tally = TwinTally.None;
        for (int i = 0; i < outputs.Count; i++)
        {
            tally += TwinTally.Of(session.Outputs[i], outputs.Copy(i)!, expected[session.Outputs[i]]);
        }
        return tally;
    }

    static OrtSession Load(Model lowered, OrtSessionOptions options, string file) =>
        OrtSession.Load(IntegerGraphEmitter.Emit(lowered, "", ""), options, file);

    public void Dispose()
    {
        _tapped.Dispose();
        _plain.Dispose();
    }
}
