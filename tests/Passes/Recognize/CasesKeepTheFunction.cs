using Qcc.Core.Ir;
using Qcc.Core.Rewrite;
using Qcc.Core.Text;
using Qcc.Onnx;
using Qcc.Onnx.Runtime;
using Qcc.Passes.Canonicalize;
using Qcc.Passes.Forms;
using Qcc.Testing;
using Qcc.Testing.Cases;

namespace Qcc.Passes.Tests.Recognize;

/// <summary>What a case shows before and after its arrow computes the same: ONNX Runtime runs both, optimizations off, on random inputs.</summary>
public sealed class CasesKeepTheFunction
{
    static readonly IReadOnlyList<string> passes =
    [
        .. PassRegistry.Recognize.Concat(PassRegistry.RuntimeOperators).Select(p => p.Name),
        nameof(UnflattenSoftmax), nameof(GroupRepeatedHeads), nameof(ScaleBeforeReshape), nameof(BiasBeforeReshape), nameof(EinsumToMatMul), nameof(WhereToAddedMask), nameof(AddToSumBeforeNormalization), nameof(LimitMaskedScores),
    ];

    /// <summary>Sizes of symbols in cases; tables in them have at least S rows.</summary>
    static readonly Dictionary<string, long> sizes = new() { ["B"] = 2, ["S"] = 3, ["T"] = 4, ["N"] = 2 };

    public static TheoryData<string, string> Rewrites() =>
    [
        .. from pass in passes
           from path in Directory.EnumerateFiles(Repository.Path("tests", "cases", pass), "*.qir").Order(StringComparer.Ordinal)
           from one in CaseFile.Read(path).Cases
           where one.Expected.StartsWith("graph", StringComparison.Ordinal)
           select (Path.GetRelativePath(Repository.Path("tests", "cases"), path), one.Title),
    ];

    [Theory, MemberData(nameof(Rewrites))]
    public void BeforeAndAfterAgree(string file, string title)
    {
        Case one = CaseFile.Read(Path.Combine(Repository.Path("tests", "cases"), file)).Cases.Single(c => c.Title == title);
        Model before = Parse(one.Before), after = Parse(one.Expected);
        bool half = before.Graph.Outputs[0].TensorType!.Element == ElementType.F16;
        for (int seed = 0; seed < 5; seed++)
        {
            Dictionary<string, Tensor> inputs = before.Graph.Inputs.ToDictionary(i => i.Name, i => Random(i, new Random(seed)));
            double[] expected = Run(before, inputs), actual = Run(after, inputs);
            Assert.Equal(expected.Length, actual.Length);
            Assert.DoesNotContain(expected, double.IsNaN);
            // f32: a sum of some terms of 2^-24 each. f16 (2^-11): the parts are rounded after each operator, the single operator once.
            double bound = (half ? 4e-3 : 1e-5) * expected.Max(Math.Abs);
            Assert.Contains(expected, v => v != 0);
            for (int i = 0; i < expected.Length; i++)
            {
                Assert.True(Math.Abs(expected[i] - actual[i]) <= bound, $"element {i}: {expected[i]:R} became {actual[i]:R}");
            }
        }
    }

    static Model Parse(string text)
    {
        var model = new Model(GraphParser.ParseGraph(text));
        model.SetOpset("", 21);
        model.SetOpset("com.microsoft", 1);
        model.IrVersion = 10;
        return model;
    }

    static Tensor Random(Value input, Random random)
    {
        long[] shape = Sizes(input.TensorType!);
        int count = (int)shape.Aggregate(1L, (a, b) => a * b);
        if (input.Uses.Select(u => u.Node).FirstOrDefault(n => n.Operator.Name == "Expand" && n.Input(1) == input) is { } expand)
        {
            return Tensor.Of(Sizes(expand.Output.TensorType!), shape);
        }
        float[] floats = [.. Enumerable.Range(0, count).Select(_ => (random.NextSingle() - 0.5f) * 6)];
        return input.TensorType!.Element switch
        {
            ElementType.F32 => Tensor.Of(floats, shape),
            ElementType.F16 => Tensor.Of(ElementType.F16, Array.ConvertAll(floats, v => (Half)v), shape),
            ElementType.Bool => Tensor.Of(ElementType.Bool, Array.ConvertAll(floats, v => (byte)(v > -1 ? 1 : 0)), shape),
            ElementType.S64 => Tensor.Of(Array.ConvertAll(floats, v => v > 0 ? 1L : 0), shape),
            ElementType other => throw new InvalidOperationException($"no random {other}"),
        };
    }

    static long[] Sizes(TensorType type) => [.. type.Shape!.Select(d => d.Size ?? sizes[d.Symbol!])];

    static double[] Run(Model model, Dictionary<string, Tensor> inputs)
    {
        using OrtSession session = OrtSession.Load(ModelExporter.Export(model).ToArray(), new OrtSessionOptions { Optimization = OrtOptimization.None }, "case");
        using OrtOutputs outputs = session.Run(inputs);
        Tensor y = outputs.Copy(0)!;
        return y.Element == ElementType.F16 ? [.. y.As<Half>().ToArray().Select(h => (double)h)] : [.. y.Floats.ToArray().Select(f => (double)f)];
    }
}
