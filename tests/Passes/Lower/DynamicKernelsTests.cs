using CsCheck;
using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Quantization;
using Qcc.Passes.Lower;

namespace Qcc.Passes.Tests.Lower;

/// <summary>Layers that quantize their input at each run, as written and as run by ONNX Runtime.</summary>
public sealed class DynamicKernelsTests
{
    const string X = "graph g(%x: f32[1,2]) -> (%y) {\n";

    static string Lower(string body, string placements = "p Dynamic, y Float", KernelTable? kernels = null) => new Lowered($"{X}{body}\n}}", "", placements, kernels).Text;

    static readonly KernelTable Standard = Observed.Kernels with
    {
        Kernels = [.. Observed.Kernels.Kernels.Select(k => k.Form == KernelForm.Dynamic && k.Operator != RecurrentOperators.LSTM ? k with { Write = DynamicProduct.WriteStandard } : k)],
    };

    [Fact]
    public void TheVectorBehindAProductIsItsBias() => Assert.Equal(
        "%y = com.microsoft.DynamicQuantizeMatMul(%x, s8[2,1]{127,50}, f32[1]{0.01}, s8[1]{0}, f32[1]{3})",
        Lower("%p = MatMul(%x, f32[2,1]{1.27,0.5}) : f32[1,1]\n%y = Add(%p, f32[1,1]{3})"));

    [Fact]
    public void AGemmKeepsItsBias() => Assert.Equal(
        "%y = com.microsoft.DynamicQuantizeMatMul(%x, s8[2,1]{127,50}, f32[1]{0.01}, s8[1]{0}, f32[1]{3})",
        Lower("%y = Gemm(%x, f32[2,1]{1.27,0.5}, f32[1]{3}) {alpha=1.0}", placements: "y Dynamic"));

    [Fact]
    public void StandardOperatorsComputeTheSame() => Assert.Equal("""
        %0, %1, %2 = DynamicQuantizeLinear(%x)
        %3 = MatMulInteger(%0, s8[2,1]{127,50}, %2, s8[1]{0})
        %4 = Cast(%3) {to=1}
        %5 = Mul(%1, f32[1]{0.01})
        %6 = Mul(%4, %5)
        %y = Add(%6, f32[1]{3})
        """, Lower("%y = Gemm(%x, f32[2,1]{1.27,0.5}, f32[1]{3})", "y Dynamic", Standard));

    /// <summary>
    /// Codes of 8 bits on both sides leave some per cent of the largest result, more where a state is fed back; a wrong scale or layout is
    /// off by the whole of it.
    /// </summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void OnnxRuntimeComputesWhatTheFloatLayersDo(bool standard) => Gen.Int[0, 1 << 20].Sample(seed =>
    {
        var net = new Observed($$"""
            graph g(%x: f32[3,5,16]) -> (%y) {
              %p = MatMul(%x, {{Observed.Weights(seed, 16, 12)}})
              %a = Add(%p, {{Observed.Weights(seed + 1, 12)}})
              %t = Tanh(%a)
              %q = MatMul(%t, {{Observed.Weights(seed + 2, 12, 4)}})
              %y = Relu(%q)
            }
            """, Observed.Bell(240, seed));
        Near(net, standard ? Standard : Observed.Kernels, "p", "q");
    }, iter: 10);

    [Theory]
    [InlineData("forward", 1, false)]
    [InlineData("reverse", 1, true)]
    [InlineData("bidirectional", 2, true)]
    public void AnLstmKeepsItsStatesAndDirections(string direction, int directions, bool hasState) => Gen.Int[0, 1 << 20].Sample(seed =>
    {
        const int Hidden = 6;
        string state = hasState ? $", _, {Observed.Weights(seed + 3, directions, 3, Hidden)}, {Observed.Weights(seed + 4, directions, 3, Hidden)}" : "";
        var net = new Observed($$"""
            graph g(%x: f32[5,3,16]) -> (%h, %c) {
              %y, %h, %c = LSTM(%x, {{Observed.Weights(seed, directions, 4 * Hidden, 16)}}, {{Observed.Weights(seed + 1, directions, 4 * Hidden, Hidden)}}, {{Observed.Weights(seed + 2, directions, 8 * Hidden)}}{{state}}) {direction="{{direction}}", hidden_size={{Hidden}}}
            }
            """, Observed.Bell(240, seed));
        Near(net, Observed.Kernels, "y");
    }, iter: 5);

    static void Near(Observed net, KernelTable kernels, params string[] layers)
    {
        Model lowered = net.Model.Copy();
        var plan = new QuantizationPlan
        {
            Target = "test",
            Method = "",
            Nodes = [.. lowered.Graph.Nodes.Select(n => new NodeDecision(n.Output.Name, n.Label, n.Operator.Name, layers.Contains(n.Output.Name) ? Placement.Dynamic : Placement.Float, ""))],
            Values = [],
        };
        InsertQuantizeDequantize.Run(lowered.Graph, plan, kernels);
        lowered.SetOpset(ContribOperators.Domain, 1);
        Dictionary<string, float[]> expected = net.Run(net.Model), actual = net.Run(lowered);
        foreach ((string name, float[] reference) in expected)
        {
            double bound = 0.1 * reference.Max(MathF.Abs);
            Assert.All(reference.Zip(actual[name]), p => Assert.Equal(p.First, p.Second, bound));
        }
    }
}
