using System.Globalization;
using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;
using Qcc.Measure;
using Qcc.Onnx;
using Qcc.Onnx.Runtime;

namespace Qcc.EndToEnd.Tests.Coverage;

/// <summary>What ONNX Runtime computes of a model as it is, on some inputs; other forms of the model are compared with it.</summary>
sealed class RecordedRun
{
    readonly IReadOnlyList<(IReadOnlyDictionary<string, Tensor> Inputs, Tensor?[] Outputs)> _runs;
    readonly IReadOnlyList<string> _inputs, _outputs;

    RecordedRun(OrtSession session, bool isRandom, IReadOnlyList<(IReadOnlyDictionary<string, Tensor> Inputs, Tensor?[] Outputs)> runs)
    {
        (_inputs, _outputs, _runs) = (session.Inputs, session.Outputs, runs);
        IsRandom = isRandom;
    }

    /// <summary>Whether two runs of the model give different outputs.</summary>
    public bool IsRandom { get; }

    /// <summary>Runs a model file.</summary>
    /// <exception cref="DiagnosticException">ONNX Runtime does not load or run it.</exception>
    public static RecordedRun Of(string model, IReadOnlyList<IReadOnlyDictionary<string, Tensor>> samples)
    {
        using OrtSession session = OrtSession.Load(model, new OrtSessionOptions { Optimization = OrtOptimization.None });
        bool random = ModelImporter.Read(model, new DiagnosticList()).Graph.WithSubgraphs().SelectMany(g => g.Nodes).Any(n => n.Operator.IsRandom);
        return new RecordedRun(session, random, [.. samples.Select(s => (s, Run(session, s)))]);
    }

    /// <summary>
    /// How the float outputs of another form differ beyond its bound, relative to the largest finite value: 1e-5 for float and
    /// double, a sum's order; 1e-2 for float16 and 4e-2 for bfloat16, some units in the last place. Null where they do not.
    /// </summary>
    public string? FloatDifference(OrtSession session)
    {
        if (Fault(session) is { } fault)
        {
            return fault;
        }
        foreach ((IReadOnlyDictionary<string, Tensor> inputs, Tensor?[] expected) in _runs)
        {
            Tensor?[] found = Run(session, inputs);
            for (int i = 0; i < expected.Length; i++)
            {
                if (expected[i] is { } a && Difference(a, found[i]!) is { } difference)
                {
                    return $"output {_outputs[i]}: {difference}";
                }
            }
        }
        return null;
    }

    /// <summary>What is wrong with another form's outputs whatever its precision: names, types, shapes, values that are no numbers. Null: nothing.</summary>
    public string? Fault(OrtSession session)
    {
        if (!session.Inputs.All(_inputs.Contains) || !_inputs.All(session.Inputs.Contains) || !session.Outputs.SequenceEqual(_outputs))
        {
            return $"the interface is ({string.Join(", ", session.Inputs)}) -> ({string.Join(", ", session.Outputs)})";
        }
        foreach ((IReadOnlyDictionary<string, Tensor> inputs, Tensor?[] expected) in _runs)
        {
            Tensor?[] found = Run(session, inputs);
            for (int i = 0; i < expected.Length; i++)
            {
                if (Fault(expected[i], found[i]) is { } fault)
                {
                    return $"output {_outputs[i]}: {fault}";
                }
            }
        }
        return null;
    }

    string? Fault(Tensor? a, Tensor? b)
    {
        if (a is null || b is null)
        {
            return (a is null) == (b is null) ? null : "is a tensor in one of both only";
        }
        if (a.Element != b.Element || (!IsRandom && a.Rank != b.Rank))
        {
            return $"{a.Type} before, {b.Type} after";
        }
        if (IsRandom || !a.Element.IsFloat() || a.Element.BitWidth() < 16)
        {
            return null;
        }
        return NonFinite.First(a) is null && NonFinite.First(b) is { } bad ? $"{bad.Kind} where the float model is finite" : null;
    }

    static string? Difference(Tensor a, Tensor b)
    {
        if (!a.Shape.SequenceEqual(b.Shape))
        {
            return $"{a.Type} before, {b.Type} after";
        }
        if (a.Bytes.Span.SequenceEqual(b.Bytes.Span))
        {
            return null;
        }
        if (!a.Element.IsFloat() || a.Element.BitWidth() < 16)
        {
            return "the bits differ";
        }
        ReadOnlySpan<float> x = OutputValues.Floats(a), y = OutputValues.Floats(b);
        float largest = 0;
        foreach (float v in x)
        {
            largest = float.IsFinite(v) ? MathF.Max(largest, MathF.Abs(v)) : largest;
        }
        float bound = largest * a.Element switch { ElementType.F16 => 1e-2f, ElementType.BF16 => 4e-2f, _ => 1e-5f };
        for (int at = 0; at < x.Length; at++)
        {
            if (!(x[at].Equals(y[at]) || MathF.Abs(x[at] - y[at]) <= bound))
            {
                return string.Create(CultureInfo.InvariantCulture, $"{x[at]} before, {y[at]} after, more than {bound} apart");
            }
        }
        return null;
    }

    static Tensor?[] Run(OrtSession session, IReadOnlyDictionary<string, Tensor> inputs)
    {
        using OrtOutputs run = session.Run(inputs);
        return [.. Enumerable.Range(0, run.Count).Select(run.Copy)];
    }
}
