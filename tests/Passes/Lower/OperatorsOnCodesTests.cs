using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Rewrite;
using Qcc.Core.Text;
using Qcc.Onnx;
using Qcc.Onnx.Runtime;
using Qcc.Passes.Lower;
using Qcc.Testing;
using Qcc.Testing.Cases;

namespace Qcc.Passes.Tests.Lower;

/// <summary>Operators on codes compute what ONNX Runtime computes of the Q/DQ form, in every case that a rule has.</summary>
public sealed class OperatorsOnCodesTests
{
    public static TheoryData<string> Rules() => [.. PassRegistry.LoweredForms(OnnxForm.Qoperator).Select(p => p.Name)];

    /// <summary>
    /// Codes equal those of the fused Q/DQ form; run node by node, that rounds float sums, so they may lie on either side of a tie. Floats
    /// are sums of few exact products: a rounding per operation.
    /// </summary>
    [Theory, MemberData(nameof(Rules))]
    public void TheResultIsThatOfTheFormBefore(string rule)
    {
        Pass pass = PassRegistry.LoweredForms(OnnxForm.Qoperator).Single(p => p.Name == rule);
        int changed = 0;
        foreach (Case one in CaseFile.Read(Repository.Path("tests", "cases", rule, "basic.qir")).Cases)
        {
            var before = new Model(GraphParser.ParseGraph(one.Before)) { IrVersion = 10 };
            before.SetOpset("", 21);
            before.SetOpset(ContribOperators.Domain, 1);
            Model after = before.Copy();
            if (!pass.Run(after.Graph, new PassContext(after, new OrtRuntime("test"), new DiagnosticList())))
            {
                continue;
            }
            changed++;
            for (int seed = 0; seed < 20; seed++)
            {
                Dictionary<string, Tensor> inputs = Codes(before.Graph, seed);
                double[] fused = Run(before, inputs, OrtOptimization.All), plain = Run(before, inputs, OrtOptimization.None);
                bool isCodes = before.Graph.Outputs[0].TensorType!.Element == ElementType.U8;
                foreach (OrtOptimization optimization in new[] { OrtOptimization.None, OrtOptimization.All })
                {
                    double[] actual = Run(after, inputs, optimization);
                    Near(fused, actual, isCodes ? 0 : 1e-5, one.Title);
                    Near(plain, actual, isCodes ? 1 : 1e-5, one.Title);
                }
            }
        }
        Assert.True(changed > 0);
    }

    static void Near(double[] expected, double[] actual, double bound, string title)
    {
        Assert.Equal(expected.Length, actual.Length);
        double most = expected.Zip(actual, (e, a) => Math.Abs(e - a) / (bound < 1 ? Math.Max(Math.Abs(e), 1) : 1)).Max();
        Assert.True(most <= bound, $"{title}: {most} apart");
    }

    /// <summary>Random codes, three samples where the size is open.</summary>
    static Dictionary<string, Tensor> Codes(Graph graph, int seed)
    {
        var random = new Random(seed);
        return graph.Inputs.ToDictionary(i => i.Name, i =>
        {
            long[] shape = [.. i.TensorType!.Shape!.Select(d => d.Size ?? 3)];
            var codes = new byte[shape.Aggregate(1L, (a, b) => a * b)];
            random.NextBytes(codes);
            return Tensor.Of(ElementType.U8, codes, shape);
        });
    }

    static double[] Run(Model model, Dictionary<string, Tensor> inputs, OrtOptimization optimization)
    {
        using OrtSession session = OrtSession.Load(ModelExporter.Export(model).ToArray(), new OrtSessionOptions { Optimization = optimization }, "test");
        using OrtOutputs outputs = session.Run(inputs, [model.Graph.Outputs[0].Name]);
        return outputs.Element(0) == ElementType.U8 ? [.. outputs.Bytes(0).ToArray().Select(b => (double)b)] : [.. outputs.Floats(0).ToArray().Select(f => (double)f)];
    }
}
