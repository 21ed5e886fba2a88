using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;
using Qcc.Core.Rewrite;
using Qcc.Core.Text;
using Qcc.Core.Verify;
using Qcc.Onnx;
using Qcc.Onnx.Runtime;

namespace Qcc.Passes.Tests.Canonicalize;

/// <summary>Judges with ONNX Runtime, optimizations off, that passes keep a function.</summary>
static class SameFunction
{
    /// <summary>Unit roundoff of f32.</summary>
    const double Roundoff = 1.0 / (1 << 24);

    /// <summary>
    /// Runs a graph before and after the passes on one input. Each of the two sums has at most <paramref name="terms"/> rounded
    /// operations, so it is within terms·u·M of the exact value (u = 2^-24, and M the sum of the terms' magnitudes: the same graph of
    /// magnitudes); a folded constant is rounded once or twice more.
    /// </summary>
    public static void Holds(Func<Floats, string> text, long[] input, int seed, int terms, params Pass[] passes)
    {
        Model model = Parse(text(new Floats(seed, magnitudes: false))), magnitudes = Parse(text(new Floats(seed, magnitudes: true)));
        float[] expected = Run(model, new Floats(seed + 1, magnitudes: false).Input(input));
        float[] bound = Run(magnitudes, new Floats(seed + 1, magnitudes: true).Input(input));
        int nodes = model.Graph.Nodes.Count;
        var context = new PassContext(model, new OrtRuntime("test"), new DiagnosticList());
        Assert.True(passes.RunUntilStable(model.Graph, context), string.Join('\n', context.Trace));
        Assert.Empty(Verifier.Verify(model));
        Assert.True(model.Graph.Nodes.Count < nodes);
        float[] actual = Run(model, new Floats(seed + 1, magnitudes: false).Input(input));
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.True(Math.Abs(expected[i] - actual[i]) <= 2 * (terms + 4) * Roundoff * bound[i], $"element {i}: {expected[i]:R} became {actual[i]:R}, bound of the sum {bound[i]}");
        }
    }

    static Model Parse(string text)
    {
        var model = new Model(GraphParser.ParseGraph(text));
        model.SetOpset("", 17);
        model.IrVersion = 8;
        return model;
    }

    static float[] Run(Model model, Tensor input)
    {
        using OrtSession session = OrtSession.Load(ModelExporter.Export(model).ToArray(), new OrtSessionOptions { Optimization = OrtOptimization.None }, "test");
        using OrtOutputs outputs = session.Run(new Dictionary<string, Tensor> { ["x"] = input });
        return outputs.Floats(0).ToArray();
    }
}
