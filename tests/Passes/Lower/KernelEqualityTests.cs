using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;
using Qcc.Core.Ops.Integer;
using Qcc.Core.Quantization;
using Qcc.Core.Rewrite;
using Qcc.Core.Text;
using Qcc.Onnx;
using Qcc.Onnx.Runtime;
using Qcc.Passes.Lower.Integer;

namespace Qcc.Passes.Tests.Lower;

/// <summary>Sums, products and conversions that claim to round as ONNX Runtime's kernels do, for all pairs of codes, in ONNX Runtime.</summary>
public sealed class KernelEqualityTests
{
    static Tensor Codes(Func<int, int> code) => Tensor.Of(ElementType.U8, Enumerable.Range(0, 65536).Select(i => (byte)code(i)).ToArray(), 256, 256);

    static string Number(float value) => value.ToString("R", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>How many of the integer graphs claim it; each is compared.</summary>
    static int Claims(string node, string operands, string inputs, float scale)
    {
        int claims = 0;
        var random = new Random(11);
        for (int i = 0; i < 12; i++)
        {
            (float a, float b, float y) = (0.01f + 0.03f * random.NextSingle(), 0.01f + 0.03f * random.NextSingle(), scale * (0.5f + random.NextSingle()));
            (int za, int zb, int zy) = (random.Next(256), random.Next(256), random.Next(256));
            var model = new Model(GraphParser.ParseGraph($$"""
                graph g({{inputs}}) -> (%y: u8[256,256]) {
                  %a = DequantizeLinear(%q, f32[]{ {{Number(a)}} }, u8[]{ {{za}} }) : f32[256,256]
                  {{(operands.Contains('b', StringComparison.Ordinal) ? $"%b = DequantizeLinear(%p, f32[]{{ {Number(b)} }}, u8[]{{ {zb} }}) : f32[256,256]" : "")}}
                  {{(node.Length > 0 ? $"%c = {node}({operands}) : f32[256,256]" : "")}}
                  %y = QuantizeLinear({{(node.Length > 0 ? "%c" : "%a")}}, f32[]{ {{Number(y)}} }, u8[]{ {{zy}} })
                }
                """)) { IrVersion = 8 };
            model.SetOpset("", 17);
            var context = new PassContext(model, new OrtRuntime("test"), new DiagnosticList());
            new ProveAdd().Run(model.Graph, context);
            Graph integers = model.Copy().Graph;
            foreach (Pass pass in PassRegistry.LowerToIntegers(Multipliers.Default))
            {
                pass.Run(integers, new PassContext(new Model(integers), new OrtRuntime("test"), new DiagnosticList()));
            }
            Node lowered = Assert.Single(integers.Nodes);
            if (lowered.Int("equals_f32", 0) == 0)
            {
                continue;
            }
            claims++;
            var x = new Dictionary<string, Tensor> { ["q"] = Codes(c => c >> 8) };
            if (inputs.Contains("%p", StringComparison.Ordinal))
            {
                x["p"] = Codes(c => c & 255);
            }
            using OrtSession session = OrtSession.Load(ModelExporter.Export(model), new OrtSessionOptions(), "quantized");
            using OrtOutputs outputs = session.Run(x);
            Assert.Equal(outputs.Copy(0)!.Bytes.ToArray(), IntegerEvaluator.Run(integers, x)["y"].Bytes.ToArray());
        }
        return claims;
    }

    const string Two = "%q: u8[256,256], %p: u8[256,256]";

    [Fact]
    public void Sums() => Assert.InRange(Claims("Add", "%a, %b", Two, 0.04f), 3, 12);

    [Fact]
    public void Products() => Assert.InRange(Claims("Mul", "%a, %b", Two, 0.04f), 6, 12);

    [Fact]
    public void Conversions() => Assert.InRange(Claims("", "", "%q: u8[256,256]", 0.02f), 6, 12);

    /// <summary>ONNX Runtime has no kernel for differences of codes.</summary>
    [Fact]
    public void DifferencesClaimNothing() => Assert.Equal(0, Claims("Sub", "%a, %b", Two, 0.04f));
}
