using Qcc.Calibrate;
using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Measure;
using Qcc.Onnx.Runtime;

namespace Qcc.Search;

/// <summary>Error of a file on held-out samples against the float outputs.</summary>
static class HeldOutError
{
    /// <summary>Probabilities below this count as equal when candidates are compared.</summary>
    const float LeastProbability = 0.01f;

    /// <summary>
    /// SQNR over all float outputs and samples, and argmax agreement of the first float output: what Check reports. Where a shape differs no
    /// figure is taken, and the two shapes are listed.
    /// </summary>
    public static (SqnrMeter Sqnr, ArgmaxMeter Argmax, IReadOnlyList<ShapeDifference> Reshaped) Measure(OrtSession session, IReadOnlyList<HeldOutSample> samples, IReadOnlyList<string> outputs)
    {
        var sqnr = new SqnrMeter();
        var argmax = new ArgmaxMeter();
        var reshaped = new List<ShapeDifference>();
        ForEachOutput(session, samples, outputs, reshaped.Add, (first, i, reference, values) =>
        {
            sqnr.Add(OutputValues.Floats(reference), values);
            if (first && reference.Rank > 0)
            {
                argmax.Add(OutputValues.Floats(reference), values, (int)reference.Shape[^1]);
            }
        });
        return (sqnr, argmax, reshaped);
    }

    /// <summary>The figures by which candidates are compared (<see cref="AddScore"/>).</summary>
    public static CandidateScore Score(OrtSession session, CalibrationResult samples, Graph graph)
    {
        var sqnr = new SqnrMeter();
        AddScore(sqnr, session, samples.HeldOut, graph);
        double heldOut = sqnr.Db;
        AddScore(sqnr, session, samples.Counted, graph);
        return new CandidateScore(heldOut, sqnr.Db);
    }

    /// <summary>
    /// SQNR where softmax outputs enter as centred log(p + 0.01): of a few samples most are sure of their answer, and the SQNR of their
    /// probabilities would hang on the one or two that are not.
    /// </summary>
    public static void AddScore(SqnrMeter sqnr, OrtSession session, IReadOnlyList<HeldOutSample> samples, Graph graph)
    {
        ForEachScored(session, samples, graph, (_, reference, values) => sqnr.Add(reference, values));
    }

    /// <summary>The float outputs of each sample, one after the other, as <see cref="AddScore"/> counts them; nothing of an output that has another shape.</summary>
    public static float[][] Outputs(OrtSession session, IReadOnlyList<HeldOutSample> samples, Graph graph)
    {
        List<float>[] outputs = [.. samples.Select(_ => new List<float>())];
        ForEachScored(session, samples, graph, (sample, _, values) => outputs[sample].AddRange(values));
        return [.. outputs.Select(o => o.ToArray())];
    }

    /// <summary>The same of the float model.</summary>
    public static float[][] References(IReadOnlyList<HeldOutSample> samples, Graph graph) =>
        [.. samples.Select(s => s.Outputs.SelectMany((o, i) => o is { } output && output.Element.IsFloat() ? Scored(graph.Outputs[i], OutputValues.Floats(output)).ToArray() : []).ToArray())];

    delegate void ScoredAction(int sample, ReadOnlySpan<float> reference, ReadOnlySpan<float> values);

    static void ForEachScored(OrtSession session, IReadOnlyList<HeldOutSample> samples, Graph graph, ScoredAction action)
    {
        string[] outputs = [.. graph.Outputs.Select(o => o.Name)];
        for (int s = 0; s < samples.Count; s++)
        {
            // A candidate with another shape loses nothing by it here; Check refuses the file.
            ForEachOutput(session, [samples[s]], outputs, _ => { }, (_, i, reference, values) => action(s, Scored(graph.Outputs[i], OutputValues.Floats(reference)), Scored(graph.Outputs[i], values)));
        }
    }

    static ReadOnlySpan<float> Scored(Value output, ReadOnlySpan<float> values) => output.Producer?.Operator == ActivationOperators.Softmax ? CentredLogarithms(values) : values;

    delegate void OutputAction(bool isFirst, int index, Tensor reference, ReadOnlySpan<float> values);

    static void ForEachOutput(OrtSession session, IReadOnlyList<HeldOutSample> samples, IReadOnlyList<string> outputs, Action<ShapeDifference> differs, OutputAction action)
    {
        foreach (HeldOutSample sample in samples)
        {
            using OrtOutputs run = session.Run(sample.Inputs, outputs);
            bool first = true;
            for (int i = 0; i < outputs.Count; i++)
            {
                if (sample.Outputs[i] is not { } reference || !reference.Element.IsFloat())
                {
                    continue;
                }
                if (!reference.Shape.SequenceEqual(run.Shape(i)))
                {
                    differs(new ShapeDifference(outputs[i], reference.Shape, run.Shape(i)));
                    continue;
                }
                action(first, i, reference, OutputValues.Floats(run, i));
                first = false;
            }
        }
    }

    static float[] CentredLogarithms(ReadOnlySpan<float> probabilities)
    {
        var logarithms = new float[probabilities.Length];
        double sum = 0;
        for (int i = 0; i < logarithms.Length; i++)
        {
            logarithms[i] = MathF.Log(MathF.Max(probabilities[i], 0) + LeastProbability);
            sum += logarithms[i];
        }
        float mean = (float)(sum / Math.Max(logarithms.Length, 1));
        for (int i = 0; i < logarithms.Length; i++)
        {
            logarithms[i] -= mean;
        }
        return logarithms;
    }
}
