using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Ops.Integer;
using Qcc.Core.Quantization;
using static Qcc.Core.Ir.ElementType;

namespace Qcc.Codegen.C.Tests;

/// <summary>What takes the float edges away keeps names, order and numbers.</summary>
public sealed class CodeEdgesTests
{
    [Fact]
    public void InputsAndOutputsBecomeCodesOfTheirNames()
    {
        TestGraph g = Build();
        (Tensor a, Tensor b) = (Tensor.Of([-1.5f, 0.26f, 99], 1, 3), Tensor.Of([1f, 2, -3], 1, 3));
        var floats = new Dictionary<string, Tensor> { ["a"] = a, ["ids"] = Tensor.Of([1L], 1), ["b"] = b };
        float[] before = IntegerEvaluator.Run(g.Graph, floats)["sum"].Floats.ToArray();
        var edges = CodeEdges.Take(g.Graph);
        Assert.Equal(["a", "ids", "b"], g.Graph.Inputs.Select(i => i.Name));
        Assert.Equal([U8, S64, S8], g.Graph.Inputs.Select(i => i.TensorType!.Element));
        Assert.Equal(["sum", "row"], g.Graph.Outputs.Select(o => o.Name));
        Assert.Equal([S8, S8], g.Graph.Outputs.Select(o => o.TensorType!.Element));
        Assert.Equal(QuantParams.PerTensor(U8, 0.5f, 3), edges.Quantization["a"]);
        Assert.Equal(QuantParams.PerTensor(S8, 0.25f, -7), edges.Quantization["sum"]);
        IReadOnlyDictionary<string, Tensor> codes = edges.Codes(floats);
        Assert.Equal([0L, 4, 201], codes["a"].ToInt64());      // RNE(-3) + 3, RNE(0.52) + 3, 198 + 3
        Assert.Equal(before, IntegerEvaluator.Run(g.Graph, codes)["sum"].ToInt64().Select(q => (q + 7) * 0.25f));
        Assert.Empty(CProject.Refusals(g.Graph));
    }

    [Fact]
    public void AnInputThatIsReadAsFloatsStays()
    {
        TestGraph g = Build();
        Value a = g.Graph.Inputs[0];
        g.Output(g.Node("float", ElementwiseOperators.Max, [a]));
        var edges = CodeEdges.Take(g.Graph);
        Assert.DoesNotContain("a", edges.Quantization.Keys);
        Assert.Equal(["a", "ids", "b"], g.Graph.Inputs.Select(i => i.Name));
        Assert.Equal(F32, g.Graph.Inputs[0].TensorType!.Element);
    }

    /// <summary>sum = DQ(Add(Q(a), Q(b))), and a row of a table of codes.</summary>
    static TestGraph Build()
    {
        var g = new TestGraph(1);
        (Value a, Value ids, Value b) = (g.Input("a", F32, 1, 3), g.Input("ids", S64, 1), g.Input("b", F32, 1, 3));
        Value Quantize(Value x, ElementType type, float scale, int zero) => g.Node("codes", QuantizationOperators.QuantizeLinear,
            [x, g.Constant("scale", Tensor.Scalar(scale)), g.Constant("zero", TestGraph.IntegerValues(type, [zero], []))]);
        Value sum = g.Node("add", IntegerOperators.Add, [Quantize(a, U8, 0.5f, 3), Quantize(b, S8, 0.125f, 0)], ("a_zero_point", 3), ("a_multiplier", 4), ("b_multiplier", 1), ("shift", 1),
            ("to", (long)S8), ("zero_point", -7), ("low", -128), ("high", 127));
        g.Output(g.Node("sum", QuantizationOperators.DequantizeLinear, [sum, g.Constant("scale", Tensor.Scalar(0.25f)), g.Constant("zero", TestGraph.IntegerValues(S8, [-7], []))]));
        g.Output(g.Node("row", DataMovementOperators.Gather, [g.Codes("table", S8, -9, 9, 4, 2), ids]));
        return g;
    }
}
