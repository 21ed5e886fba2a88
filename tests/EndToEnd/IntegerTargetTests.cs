using System.Text.Json.Nodes;
using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;
using Qcc.Core.Quantization;
using Qcc.Core.Text;
using Qcc.Data;
using Qcc.Explain;
using Qcc.Onnx;
using Qcc.Plans;

namespace Qcc.EndToEnd.Tests;

/// <summary>Integer-only targets: what stays float, and plans with codes of 16 bits.</summary>
public sealed class IntegerTargetTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>A GRU between two layers that have integer forms.</summary>
    const string Recurrent = """
        graph g(%x: f32[3,1,4]) -> (%y: f32[3,1,2]) {
          %a = MatMul(%x, f32[4,2]{0.5,-0.25,0.125,1,-1,0.75,0.5,0.25})
          %h, _ = GRU(%a, f32[1,6,2]{1,0.5,-0.5,0.25,1,-1,0.75,0.5,0.25,0.1,0.2,0.3}, f32[1,6,2]{0.3,0.1,-0.2,0.4,0.5,-0.6,0.7,0.1,0.2,-0.3,0.4,0.5}) {hidden_size=2} as rnn
          %s = Squeeze(%h, s64[1]{1})
          %y = MatMul(%s, f32[2,2]{0.5,-0.25,0.125,1})
        }
        """;

    async Task<CompileResult> Compile(string text, CompileOptions options)
    {
        var model = new Model(GraphParser.ParseGraph(text)) { IrVersion = 8 };
        model.SetOpset("", 17);
        string path = _folder["model.onnx"];
        ModelExporter.Export(model).WriteTo(path);
        return await Compiler.CompileAsync(ModelSource.FromFile(path), options, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task WhatStaysFloatIsNamed()
    {
        CompileResult result = await Compile(Recurrent, new() { Target = "int8-integer" });
        Assert.True(result.Succeeded, string.Join('\n', result.Diagnostics));
        Diagnostic warning = Assert.Single(result.Diagnostics, d => d.Code == "QCC4001");
        Assert.Equal(Severity.Warning, warning.Severity);
        Assert.StartsWith("GRU \"rnn\" of an integer-only target stays in float: no integer kernel for GRU", warning.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhereThereAreNoFloatsItIsRefused()
    {
        CompileResult result = await Compile(Recurrent, new() { Target = "c-mcu" });
        Assert.False(result.Succeeded);
        Diagnostic error = Assert.Single(result.Diagnostics, d => d.Severity == Severity.Error);
        Assert.Equal("QCC4002", error.Code);
        Assert.StartsWith("GRU \"rnn\" has no integer form, and the target has no floats: no integer kernel for GRU", error.Text, StringComparison.Ordinal);
        await Assert.ThrowsAnyAsync<InvalidOperationException>(() => result.SaveAsync(_folder["net"], TestContext.Current.CancellationToken));
        Assert.False(Directory.Exists(_folder["net"]));
    }

    /// <summary>A residual stream of 16 bits that a layer with a bias reads in 8: nothing stays float, and a saved plan gives the same file.</summary>
    [Fact]
    public async Task WideAndNarrowCodesOfAPlanAreReplayed()
    {
        const string Text = """
            graph g(%x: f32[2,3,4]) -> (%y: f32[2,3,4]) {
              %a = MatMul(%x, f32[4,4]{1,-0.5,0.25,0.75,-1,0.5,0.125,1,0.5,0.25,-0.75,1,0.3,-0.2,0.1,0.9})
              %n = LayerNormalization(%a, f32[4]{1,2,0.5,1.5}, f32[4]{0,0.5,-0.5,1}) {axis=-1}
              %b = MatMul(%n, f32[4,4]{0.5,-0.5,0.25,0.75,-1,0.5,0.125,1,0.5,0.25,-0.75,1,0.3,-0.2,0.1,0.9})
              %c = Add(%b, f32[4]{0.5,-1,0.25,2})
              %s = Add(%n, %c)
              %y = LayerNormalization(%s, f32[4]{1,1,1,1}) {axis=-1}
            }
            """;
        CompileResult first = await Compile(Text, new() { Target = "int8-integer" });
        Assert.True(first.Succeeded, string.Join('\n', first.Diagnostics));
        Assert.DoesNotContain(first.Diagnostics, d => d.Code == "QCC4001");
        Assert.Contains(first.Plan!.Values, v => v is { Type: ElementType.S16, Narrow: not null });
        Assert.Contains(first.Plan.Nodes, n => n.Operator == "Gemm" && n.Placement == Placement.Integer);
        await PlanFile.SaveAsync(first.Plan, _folder["plan.json"], TestContext.Current.CancellationToken);
        JsonNode document = JsonNode.Parse(await File.ReadAllTextAsync(_folder["plan.json"], TestContext.Current.CancellationToken))!;
        Assert.All(document["values"]!.AsArray(), v => Assert.Equal(["value", "scale", "zero_point", "reason", "type", "narrow"], v!.AsObject().Select(p => p.Key)));
        QuantizationPlan read = await PlanFile.LoadAsync(_folder["plan.json"], TestContext.Current.CancellationToken);
        Assert.Equal(first.Plan.Values, read.Values);
        CompileResult second = await Compile(Text, new() { Target = "int8-integer", PlanFile = _folder["plan.json"] });
        Assert.Equal(await Bytes(first), await Bytes(second));
    }

    /// <summary>A factor of products has 8 bits by what reads it; measured, they are most of the error, and plan and file say so.</summary>
    [Fact]
    public async Task ValuesThatCostMostGetSixteenBits()
    {
        const string Text = """
            graph g(%x: f32[8,4]) -> (%y: f32[8,4]) {
              %a = MatMul(%x, f32[4,4]{1,-0.5,0.25,0.75,-1,0.5,0.125,1,0.5,0.25,-0.75,1,0.3,-0.2,0.1,0.9}) as product
              %b = Mul(%a, %a)
              %c = Mul(%b, %a)
              %y = Mul(%c, %b)
            }
            """;
        CompileResult result = await Compile(Text, new() { Target = "int8-integer", Calibration = new SeededSamples(_folder["model.onnx"], 24) });
        Assert.True(result.Succeeded, string.Join('\n', result.Diagnostics));
        ValueDecision product = Assert.Single(result.Plan!.Values, v => v.Value == "a");
        Assert.Equal(ElementType.S16, product.Type);
        Assert.Matches("16 bits, since 8 would add [0-9.]+ % to the error", product.Reason);
        Assert.Contains("widths of activations", result.Plan.Method, StringComparison.Ordinal);
        await result.SaveAsync(_folder["out.onnx"], TestContext.Current.CancellationToken);
        Explanation explanation = await Explanation.OfFileAsync(_folder["out.onnx"], new(), new DiagnosticList(), TestContext.Current.CancellationToken);
        Assert.Contains("16 bits, since 8 would add", Assert.Single(explanation.Nodes, n => n.Node == "product").Reason, StringComparison.Ordinal);

        // Who asks for little memory gets no more bits than readers need.
        CompileResult small = await Compile(Text, new() { Target = "int8-integer", Preference = Preference.Size, Calibration = new SeededSamples(_folder["model.onnx"], 24) });
        Assert.Equal(ElementType.U8, Assert.Single(small.Plan!.Values, v => v.Value == "a").Type);
    }

    /// <summary>
    /// Many small numbers and few large ones: what a layer reads in 8 bits is most of the error, and 16 of the little input cost nothing.
    /// </summary>
    [Fact]
    public async Task LayersReadSixteenBitsWhereThatIsWorthIt()
    {
        string text = $$"""
            graph g(%x: f32[1,1,4,4]) -> (%y: f32[1,256,4,4]) {
              %a = Conv(%x, f32[2,1,1,1]{1,-1}) as first
              %r = Relu(%a)
              %y = Conv(%r, f32[256,2,1,1]{ {{string.Join(',', Enumerable.Repeat("1,-0.25,0.5,1,-1,0.75,0.5,0.25", 64))}} }) as second
            }
            """;
        var random = new Random(1);
        Sample Draw(int i) => new($"{i}", new Dictionary<string, Tensor> { ["x"] = Tensor.Of([.. Enumerable.Range(0, 16).Select(_ => (random.Next(80) == 0 ? 10 : 0.4f) * (2 * random.NextSingle() - 1))], 1, 1, 4, 4) });
        var options = new CompileOptions { Target = "int8-integer", Calibration = new Samples([.. Enumerable.Range(0, 24).Select(Draw)]) };
        CompileResult result = await Compile(text, options);
        Assert.True(result.Succeeded, string.Join('\n', result.Diagnostics));
        Assert.DoesNotContain(result.Diagnostics, d => d.Code == "QCC4001");
        ValueDecision Of(string name) => Assert.Single(result.Plan!.Values, v => v.Value == name);
        Assert.Equal((ElementType.S16, null), (Of("x").Type, Of("x").Narrow));
        Assert.Matches("16 bits, in layers too, since 8 would add [0-9.]+ % to the error", Of("x").Reason);
        Assert.All((await Compile(text, options with { Preference = Preference.Size })).Plan!.Values.Where(v => v.Value != "y"), v => Assert.Equal(ElementType.U8, v.Type));

        // Behind a Relu as well: a plan may say so, and the Relu is then the least code.
        QuantizationPlan wide = result.Plan! with { Values = [.. result.Plan.Values.Select(v => v.Value == "r" ? v with { Type = ElementType.S16, Scale = v.Scale * 255 / 32767, ZeroPoint = 0 } : v)] };
        await PlanFile.SaveAsync(wide, _folder["plan.json"], TestContext.Current.CancellationToken);
        CompileResult replayed = await Compile(text, options with { PlanFile = _folder["plan.json"] });
        Assert.True(replayed.Report!.EqualTensors > 0);
        Assert.Matches("Requantize\\(.*to=5, zero_point=0, low=0, high=32767", GraphPrinter.Print(replayed.File!.Graph!));
        Assert.DoesNotContain("Interpolate", GraphPrinter.Print(replayed.File.Graph!), StringComparison.Ordinal);
        Assert.True((await Compile(text, options with { Target = "c-mcu" })).Succeeded);
    }

    /// <summary>Inputs and outputs of other float types keep them beside codes, and code for a microcontroller has codes alone.</summary>
    [Theory]
    [InlineData(ElementType.F16)]
    [InlineData(ElementType.BF16)]
    [InlineData(ElementType.F64)]
    public async Task OtherFloatTypesAreEdges(ElementType type)
    {
        string name = type.Name();
        string text = $$"""
            graph g(%x: {{name}}[3,4]) -> (%y: {{name}}[3,2]) {
              %w = Cast(f32[4,2]{0.5,-0.25,0.125,1,-1,0.75,0.5,0.25}) {to={{(int)type}}}
              %y = MatMul(%x, %w)
            }
            """;
        CompileResult result = await Compile(text, new() { Target = "int8-integer" });
        Assert.True(result.Succeeded, string.Join('\n', result.Diagnostics));
        Assert.DoesNotContain(result.Diagnostics, d => d.Code is "QCC4001" or "QCC3002");
        Assert.True(result.Report!.EqualTensors > 0);
        Assert.Equal((type, type), (result.File!.Graph!.Inputs[0].TensorType!.Element, result.File!.Graph!.Outputs[0].TensorType!.Element));
        CompileResult codes = await Compile(text, new() { Target = "int8-integer", IntegerIo = true });
        Assert.Equal((ElementType.U8, ElementType.S16), (codes.File!.Graph!.Inputs[0].TensorType!.Element, codes.File!.Graph!.Outputs[0].TensorType!.Element));
        CompileResult c = await Compile(text, new() { Target = "c-mcu" });
        Assert.True(c.Succeeded, string.Join('\n', c.Diagnostics));
        await c.SaveAsync(_folder["net"], TestContext.Current.CancellationToken);
        Assert.Contains("_run(const uint8_t *", await File.ReadAllTextAsync(Path.Combine(_folder["net"], "model.h"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    /// <summary>Sizes that the model leaves open are those of the first sample, which is said; a sample of others is refused by its name.</summary>
    [Fact]
    public async Task SizesAreFixedAndSaid()
    {
        const string Text = "graph g(%x: f32[N,4]) -> (%y: f32[N,2]) {\n%y = MatMul(%x, f32[4,2]{0.5,-0.25,0.125,1,-1,0.75,0.5,0.25})\n}";
        static Sample Of(string name, int rows) => new(name, new Dictionary<string, Tensor> { ["x"] = Tensor.Of(Enumerable.Range(0, rows * 4).Select(i => 0.1f * i).ToArray(), rows, 4) });
        CompileResult result = await Compile(Text, new() { Target = "int8-integer", Calibration = new Samples([Of("a", 3), Of("b", 3)]) });
        Assert.True(result.Succeeded, string.Join('\n', result.Diagnostics));
        Assert.EndsWith("those of the first sample: x: 3x4", Assert.Single(result.Diagnostics, d => d.Code == "QCC4003").Text, StringComparison.Ordinal);
        CompileResult other = await Compile(Text, new() { Target = "int8-integer", Calibration = new Samples([Of("a", 3), Of("b", 5)]) });
        Assert.Contains("sample \"b\" has the sizes 5x4, and the first one 3x4", Assert.Single(other.Diagnostics, d => d.Code == "QCC2048").Text, StringComparison.Ordinal);
    }

    sealed class Samples(IReadOnlyList<Sample> all) : ICalibrationSource
    {
        public int? Count => all.Count;

        public async IAsyncEnumerable<Sample> ReadAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
        {
            foreach (Sample sample in all)
            {
                yield return sample;
            }
            await Task.CompletedTask;
        }
    }

    /// <summary>A comparison of codes has no kernel of its own and is integer all the same.</summary>
    [Fact]
    public async Task ExplainKnowsWhatLoweringMakesIntegers()
    {
        await Compile("""
            graph g(%x: f32[3,4]) -> (%y: s64[3,1]) {
              %a = MatMul(%x, f32[4,2]{0.5,-0.25,0.125,1,-1,0.75,0.5,0.25})
              %s = Softmax(%a)
              %y = ArgMax(%s) {axis=1} as winner
            }
            """, new() { Target = "int8-integer" });
        Explanation explanation = await Explanation.OfFileAsync(_folder["model.onnx"], new() { Target = "c-mcu" }, new DiagnosticList(), TestContext.Current.CancellationToken);
        Assert.Equal(Execution.Integer, Assert.Single(explanation.Nodes, n => n.Node == "winner").Execution);
        Assert.All(explanation.Nodes, n => Assert.DoesNotContain("faster", n.Reason, StringComparison.Ordinal));
    }

    /// <summary>A result that leaves the graph twice, and is read on.</summary>
    [Fact]
    public async Task AnIdentityHasCodes()
    {
        CompileResult result = await Compile("""
            graph g(%x: f32[3,4]) -> (%a: f32[3,2], %b: f32[3,2], %y: f32[3,2]) {
              %a = MatMul(%x, f32[4,2]{0.5,-0.25,0.125,1,-1,0.75,0.5,0.25})
              %b = Identity(%a)
              %y = Sigmoid(%b)
            }
            """, new() { Target = "c-mcu" });
        Assert.True(result.Succeeded, string.Join('\n', result.Diagnostics));
    }

    /// <summary>Scales that are powers of two: no multiplications but those of weights, and a plan that says so is replayed with them.</summary>
    [Fact]
    public async Task MultipliersAreInThePlan()
    {
        const string Text = """
            graph g(%x: f32[8,4]) -> (%y: f32[8,4]) {
              %a = Gemm(%x, f32[4,4]{1,-0.5,0.25,0.75,-1,0.5,0.125,1,0.5,0.25,-0.75,1,0.3,-0.2,0.1,0.9}, f32[4]{0.5,-1,0.25,2})
              %r = Relu(%a)
              %s = Add(%r, %x)
              %y = Mul(%s, %r)
            }
            """;
        CompileResult first = await Compile(Text, new() { Target = "int8-integer", Multiplier = MultiplierForm.Pot, MultiplierBits = 20 });
        Assert.True(first.Succeeded, string.Join('\n', first.Diagnostics));
        Assert.Equal(new Multipliers(MultiplierForm.Pot, 20), first.Plan!.Multipliers);
        Assert.All(first.Plan.Values, v => Assert.Equal(ScaleGrid.PowersOfTwo.Up(v.Scale), v.Scale));
        await first.SaveAsync(_folder["out.onnx"], TestContext.Current.CancellationToken);
        Node[] nodes = [.. ModelImporter.Import(_folder["out.onnx"], new DiagnosticList()).Graph.Nodes.Where(n => n.Operator.Domain == "qcc")];
        Assert.All(nodes.Where(n => n.Operator.Name == "Requantize"), n => Assert.Equal("Pot", n.Text("arithmetic", "")));
        Assert.All(nodes.Where(n => n.Operator.Name == "Mul"), n => Assert.True(System.Numerics.BitOperations.IsPow2(n.Int("multiplier", 0))));
        Assert.Contains(nodes, n => n.Operator.Name == "Requantize");

        await PlanFile.SaveAsync(first.Plan, _folder["plan.json"], TestContext.Current.CancellationToken);
        CompileResult second = await Compile(Text, new() { Target = "int8-integer", PlanFile = _folder["plan.json"] });
        Assert.Equal(await Bytes(first), await Bytes(second));
        CompileResult third = await Compile(Text, new() { Target = "int8-integer", PlanFile = _folder["plan.json"], MultiplierBits = 9 });
        Assert.Contains("--multiplier-bits", Assert.Single(third.Diagnostics, d => d.Code == "QCC3016").Text, StringComparison.Ordinal);
    }

    static async Task<byte[]> Bytes(CompileResult result)
    {
        using var stream = new MemoryStream();
        await result.SaveAsync(stream, TestContext.Current.CancellationToken);
        return stream.ToArray();
    }
}
