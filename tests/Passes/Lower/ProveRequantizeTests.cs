using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Ops.Integer;
using Qcc.Core.Quantization;
using Qcc.Core.Rewrite;
using Qcc.Core.Text;
using Qcc.Onnx;
using Qcc.Onnx.Runtime;
using Qcc.Passes.Lower.Integer;

namespace Qcc.Passes.Tests.Lower;

/// <summary>docs/integer-arithmetic.md 2.4 and 2.5 on graphs: the quantized graph in ONNX Runtime and the integer graph compute the same codes.</summary>
public sealed class ProveRequantizeTests
{
    const int Channels = 24, Size = 9;

    /// <summary>Two convolutions, one of them grouped, and a matrix product, each with its quantizer.</summary>
    static Lowered Net(int seed)
    {
        string graph = $$"""
            graph g(%x: f32[1,16,{{Size}},{{Size}}]) -> (%y) {
              %a = Conv(%x, {{Observed.Weights(seed, Channels, 16, 3, 3)}}, {{Observed.Weights(seed + 1, Channels)}}) {pads=[1,1,1,1]} : f32[1,{{Channels}},{{Size}},{{Size}}]
              %b = Conv(%a, {{Observed.Weights(seed + 2, Channels, 12, 3, 3)}}, {{Observed.Weights(seed + 3, Channels)}}) {group=2} : f32[1,{{Channels}},{{Size - 2}},{{Size - 2}}]
              %f = Flatten(%b) : f32[1,{{Channels * (Size - 2) * (Size - 2)}}]
              %y = Gemm(%f, {{Observed.Weights(seed + 4, Channels * (Size - 2) * (Size - 2), 10)}}, {{Observed.Weights(seed + 5, 10)}}) : f32[1,10]
            }
            """;
        return new Lowered(graph, "x 0.0117 127, a 0.0731 131, b 0.291 0, f 0.291 0, y 1.93 111");
    }

    static PassContext Run(Graph graph, params IEnumerable<Pass> passes)
    {
        var context = new PassContext(new Model(graph) { IrVersion = 8 }, new NoRuntime(), new DiagnosticList());
        foreach (Pass pass in passes)
        {
            pass.Run(graph, context);
        }
        return context;
    }

    static IEnumerable<(RequantizedLayer Layer, Node Weights, Node Bias)> Layers(Graph graph) =>
        from quantize in graph.Nodes.Where(n => n.Operator == QuantizationOperators.QuantizeLinear)
        let node = quantize.Inputs[0]!.Producer
        where node?.Operator == ConvolutionOperators.Conv || node?.Operator == MatrixOperators.Gemm
        let weights = node.Inputs[1]!.Producer!
        let bias = node.Inputs[2]!.Producer!
        select (RequantizedLayer.Of(Parameters(node.Inputs[0]!.Producer!), weights.Constant(0)!, weights.Constant(1)!.Floats.ToArray(), node.Operator == MatrixOperators.Gemm ? 1 : 0, bias.Constant(0), Parameters(quantize)), weights, bias);

    static QuantParams Parameters(Node conversion) => QuantParams.PerTensor(ElementType.U8, conversion.Constant(1)!.Floats[0], (int)conversion.Constant(2)!.ToInt64()[0]);

    [Fact]
    public void EveryChannelRoundsAsFloat32DoesAfterwards()
    {
        Graph graph = Net(1).Graph;
        (RequantizedLayer Layer, Node Weights, Node Bias)[] before = [.. Layers(graph)];
        Assert.Equal(3, before.Length);
        Assert.Contains(before, b => Enumerable.Range(0, b.Layer.Count).Any(c => b.Layer.Equal(c, 31) is null));

        PassContext context = Run(graph, new ProveRequantize(31));

        Assert.DoesNotContain(context.Trace, t => t.Declined is not null);
        Assert.All(Layers(graph).Zip(before), pair =>
        {
            (RequantizedLayer layer, Node weights, Node bias) = pair.First;
            for (int c = 0; c < layer.Count; c++)
            {
                Assert.NotNull(layer.Equal(c, 31));
                Assert.InRange(layer.WeightScales[c] / (double)pair.Second.Layer.WeightScales[c] - 1, -EqualRequantizer.LargestChange, EqualRequantizer.LargestChange);
                Assert.Equal(layer.InputScale * layer.WeightScales[c], bias.Constant(1)!.Floats[c]);
            }
            Assert.Same(pair.Second.Weights.Inputs[0], weights.Inputs[0]);
            Assert.Same(pair.Second.Bias.Inputs[0], bias.Inputs[0]);
        });
        Assert.False(new ProveRequantize(31).Run(graph, context));
        Assert.Equal(graph.Initializers.Count, graph.Initializers.Count(i => i.IsUsed));
    }

    [Fact]
    public void ChannelsThatStayUnequalAreNamed()
    {
        Graph graph = Net(1).Graph;
        string before = GraphPrinter.Print(graph);

        PassContext context = Run(graph, new ProveRequantize(8));

        Assert.Equal(2 * Channels + 10, context.Trace.Count(t => t.Declined?.EndsWith("has no multiplier of 8 bits that rounds as float32 does", StringComparison.Ordinal) == true));
        Assert.Equal(before, GraphPrinter.Print(graph));
    }

    [Fact]
    public void ScalesThatAnotherLayerReadsStay()
    {
        Graph graph = Net(1).Graph;
        foreach ((_, Node weights, _) in Layers(graph).ToArray())
        {
            graph.AddOutput(weights.Output);
        }
        string before = GraphPrinter.Print(graph);

        PassContext context = Run(graph, new ProveRequantize(31));

        Assert.Contains(context.Trace, t => t.Declined is not null);
        Assert.Equal(before, GraphPrinter.Print(graph));
    }

    /// <summary>The theorem, tried: random inputs through the quantized graph as ONNX Runtime optimizes it, and through the integer graph.</summary>
    [Fact]
    public void OnnxRuntimeAndTheIntegerGraphComputeTheSame()
    {
        for (int seed = 0; seed < 5; seed++)
        {
            Graph graph = Net(10 * seed).Graph;
            var model = new Model(graph) { IrVersion = 8 };
            model.SetOpset("", 17);
            Run(graph, new ProveRequantize(31));
            using OrtSession session = OrtSession.Load(ModelExporter.Export(model), new OrtSessionOptions(), "quantized");
            Graph integers = model.Copy().Graph;
            Run(integers, PassRegistry.LowerToIntegers(Multipliers.Default));
            Node[] requantizers = [.. integers.Nodes.Where(n => n.Operator == IntegerOperators.Requantize)];
            Assert.Equal(3, requantizers.Length);
            Assert.All(requantizers, n => Assert.Equal(1, n.Int("equals_f32", 0)));
            for (int i = 0; i < 20; i++)
            {
                var x = new Dictionary<string, Tensor> { ["x"] = Tensor.Of(Observed.Bell(16 * Size * Size, 1000 * seed + i), 1, 16, Size, Size) };
                using OrtOutputs outputs = session.Run(x);
                Assert.Equal(outputs.Floats(0).ToArray(), IntegerEvaluator.Run(integers, x)[integers.Outputs[0].Name].Floats.ToArray());
            }
        }
    }

    [Fact]
    public void MeansRoundAsOnnxRuntimesKernelWhereTheySaySo()
    {
        int equal = 0;
        for (int seed = 0; seed < 12; seed++)
        {
            string scale = (0.0131f + seed * 0.0007f).ToString("R", System.Globalization.CultureInfo.InvariantCulture);
            var model = new Model(GraphParser.ParseGraph($$"""
                graph g(%x: f32[1,64,7,7]) -> (%y: f32[1,64,1,1]) {
                  %q = QuantizeLinear(%x, f32[]{ {{scale}} }, u8[]{117}) : u8[1,64,7,7]
                  %d = DequantizeLinear(%q, f32[]{ {{scale}} }, u8[]{117}) : f32[1,64,7,7]
                  %p = GlobalAveragePool(%d) : f32[1,64,1,1]
                  %r = QuantizeLinear(%p, f32[]{0.0021}, u8[]{121}) : u8[1,64,1,1]
                  %y = DequantizeLinear(%r, f32[]{0.0021}, u8[]{121})
                }
                """)) { IrVersion = 8 };
            model.SetOpset("", 17);
            using OrtSession session = OrtSession.Load(ModelExporter.Export(model), new OrtSessionOptions(), "quantized");
            Graph integers = model.Copy().Graph;
            Run(integers, PassRegistry.LowerToIntegers(Multipliers.Default));
            if (integers.Nodes.Single(n => n.Operator == IntegerOperators.Requantize).Int("equals_f32", 0) == 0)
            {
                continue;
            }
            equal++;
            for (int i = 0; i < 20; i++)
            {
                var x = new Dictionary<string, Tensor> { ["x"] = Tensor.Of(Observed.Bell(64 * 49, 100 * seed + i), 1, 64, 7, 7) };
                using OrtOutputs outputs = session.Run(x);
                Assert.Equal(outputs.Floats(0).ToArray(), IntegerEvaluator.Run(integers, x)[integers.Outputs[0].Name].Floats.ToArray());
            }
        }
        Assert.InRange(equal, 6, 12);
    }
}
