using Qcc.Core.Ir;
using Qcc.Core.Ops.Integer;
using Qcc.Core.Rewrite;
using Qcc.Core.Text;
using Qcc.Onnx;
using Qcc.Onnx.Runtime;
using Qcc.Passes.Dequantize;
using Qcc.Passes.Forms;
using Qcc.Passes.Lower.Integer;
using Qcc.Testing;
using Qcc.Testing.Cases;

namespace Qcc.Passes.Tests;

/// <summary>What a case of any pass shows before and after its arrow computes the same, of the same types and shapes: ONNX Runtime runs both, optimizations off, on random inputs; integer graphs are evaluated.</summary>
public sealed class CasesKeepTheFunction
{
    /// <summary>What may differ more than by roundings of floats: a pass, or a case of it, by how much, and why.</summary>
    static readonly Dictionary<string, (double Bound, string Because)> Exceptions = new()
    {
        [nameof(RemoveQuantization)] = (0.5, "it undoes roundings to steps of at most 0.5, and those of operands, but no range of codes"),
        [$"{nameof(UnpackQuantizedOperators)}: a product that quantizes its operand"] = (0.05, "the operand stays float: a step is 1/255 of its range"),
    };

    /// <summary>Cases that ONNX Runtime does not run, and why.</summary>
    static readonly Dictionary<string, string> NotRun = new()
    {
        [$"{nameof(RemoveQuantization)}: two-bit codes keep their zero point"] = "it has no QuantizeLinear to int2",
        [$"{nameof(LimitCodes)}: a Relu is the least code of the node before it"] = "it does not know the dialect, and the evaluator no Relu: see LimitCodesTests",
        [$"{nameof(LimitCodes)}: a Clip is both, of a sum too"] = "it does not know the dialect, and the evaluator no Clip: see LimitCodesTests",
        [$"{nameof(SplitToSlices)}: equal parts, one of which is left out"] = "it ends the process at a Split without one of its results",
    };

    /// <summary>Sizes of symbols in cases; tables in them have at least S rows.</summary>
    static readonly Dictionary<string, long> sizes = new() { ["B"] = 2, ["S"] = 3, ["T"] = 4, ["N"] = 2, ["H"] = 4, ["W"] = 5 };

    public static TheoryData<string, string> Rewrites() =>
    [
        .. from pass in PassRegistry.All.Concat(RewritePass.All).Select(p => p.Name)
           from path in Directory.EnumerateFiles(Repository.Path("tests", "cases", pass), "*.qir").Order(StringComparer.Ordinal)
           from one in CaseFile.Read(path).Cases
           where one.Expected.StartsWith("graph", StringComparison.Ordinal) || one.Expected.StartsWith("model", StringComparison.Ordinal)
           where !NotRun.ContainsKey(Key(pass, one.Title))
           select (Path.GetRelativePath(Repository.Path("tests", "cases"), path), one.Title),
    ];

    [Theory, MemberData(nameof(Rewrites))]
    public void BeforeAndAfterAgree(string file, string title)
    {
        Case one = CaseFile.Read(Path.Combine(Repository.Path("tests", "cases"), file)).Cases.Single(c => c.Title == title);
        Model before = Parse(one.Before), after = Parse(one.Expected);
        string pass = Path.GetDirectoryName(file)!;
        double least = Exceptions.GetValueOrDefault(pass).Bound + Exceptions.GetValueOrDefault(Key(pass, title)).Bound;
        bool half = before.Graph.Outputs.Any(o => o.TensorType?.Element == ElementType.F16), any = false;
        for (int seed = 0; seed < 5; seed++)
        {
            Dictionary<string, Tensor> inputs = before.Graph.Inputs.Where(i => i.Initializer is null).ToDictionary(i => i.Name, i => Random(i, new Random(seed)));
            Tensor[] expected = Run(before, inputs), actual = Run(after, inputs);
            any |= expected.SelectMany(Numbers).Any(v => v != 0);
            Assert.Equal(expected.Select(t => t.Type.ToString()), actual.Select(t => t.Type.ToString()));
            for (int output = 0; output < expected.Length; output++)
            {
                Compare(expected[output], actual[output], half, least, before.Graph.Outputs[output].Name);
            }
        }
        Assert.True(any, "all outputs are zero");
    }

    [Fact]
    public void ExceptionsAreOfCasesThatExist()
    {
        string[] names = [.. PassRegistry.All.Select(p => p.Name)];
        string[] cases = [.. from pass in names from path in Directory.EnumerateFiles(Repository.Path("tests", "cases", pass), "*.qir") from one in CaseFile.Read(path).Cases select Key(pass, one.Title)];
        Assert.All(Exceptions.Keys.Concat(NotRun.Keys), key => Assert.Contains(key, names.Concat(cases)));
    }

    static string Key(string pass, string title) => $"{pass}: {title}";

    /// <summary>
    /// f32: a sum of some terms of 2^-24 each. f16 (2^-11): the parts are rounded after each operator, the single operator once. Codes: a
    /// tie may be rounded to either side, where one computes in another order, or a multiplier is rounded (docs/integer-arithmetic.md 2.4).
    /// </summary>
    static void Compare(Tensor expected, Tensor actual, bool half, double least, string output)
    {
        double[] e = Numbers(expected), a = Numbers(actual);
        Assert.DoesNotContain(e, double.IsNaN);
        double bound = expected.Element is ElementType.U8 or ElementType.S8 or ElementType.S16 ? 1 : Math.Max(least, (half ? 4e-3 : 1e-5) * e.Select(Math.Abs).DefaultIfEmpty().Max());
        for (int i = 0; i < e.Length; i++)
        {
            Assert.True(Math.Abs(e[i] - a[i]) <= bound, $"element {i} of {output}: {e[i]:R} became {a[i]:R}");
        }
    }

    static Model Parse(string text)
    {
        if (text.StartsWith("model", StringComparison.Ordinal))
        {
            return GraphParser.ParseModel(text);
        }
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
            ElementType.S64 => Tensor.Of(Array.ConvertAll(floats, v => v < -1 ? 0L : v < 1 ? 1 : 2), shape),
            ElementType.F64 => Tensor.Of(ElementType.F64, Array.ConvertAll(floats, v => (double)v), shape),
            ElementType.U8 => Tensor.Of(ElementType.U8, Array.ConvertAll(floats, v => (byte)(128 + v * 40)), shape),
            ElementType.S8 => Tensor.Of(ElementType.S8, Array.ConvertAll(floats, v => (sbyte)(v * 40)), shape),
            ElementType.S16 => Tensor.Of(ElementType.S16, Array.ConvertAll(floats, v => (short)(v * 5000)), shape),
            ElementType other => throw new InvalidOperationException($"no random {other}"),
        };
    }

    static long[] Sizes(TensorType type) => [.. type.Shape!.Select(d => d.Size ?? sizes[d.Symbol!])];

    static Tensor[] Run(Model model, Dictionary<string, Tensor> inputs)
    {
        if (IsIntegerGraph(model.Graph))
        {
            IReadOnlyDictionary<string, Tensor> values = IntegerEvaluator.Run(model.Graph, inputs);
            return [.. model.Graph.Outputs.Select(o => values[o.Name])];
        }
        using OrtSession session = OrtSession.Load(ModelExporter.Export(model).ToArray(), new OrtSessionOptions { Optimization = OrtOptimization.None }, "case");
        using OrtOutputs outputs = session.Run(inputs);
        return [.. Enumerable.Range(0, model.Graph.Outputs.Count).Select(i => outputs.Copy(i)!)];
    }

    /// <summary>As docs/integer-graph.md says: sizes are known, and no value is a float.</summary>
    static bool IsIntegerGraph(Graph graph) => graph.Nodes.All(n => n.Operator.Semantics is not null
        && n.Inputs.Concat(n.Outputs).OfType<Value>().All(v => v.TensorType is { Count: not null } type && !type.Element.IsFloat()));

    static double[] Numbers(Tensor y) => y.Element switch
    {
        ElementType.F16 => [.. y.As<Half>().ToArray().Select(h => (double)h)],
        ElementType.F32 => [.. y.Floats.ToArray().Select(f => (double)f)],
        ElementType.F64 => y.As<double>().ToArray(),
        _ => [.. y.ToInt64().Select(v => (double)v)],
    };
}
