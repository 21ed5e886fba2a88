using System.Globalization;
using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;
using Qcc.Core.Text;
using Qcc.Explain;
using Qcc.Onnx;
using Qcc.Passes.Lower;
using Qcc.Plans;
using Qcc.Targets;

namespace Qcc.EndToEnd.Tests;

/// <summary>Layers of a transformer in every form that a file can have: which operators stand in it, and how exact it is.</summary>
public sealed class ProductFormTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>A bell-shaped constant in the notation of graphs.</summary>
    internal static string Weights(int seed, double scale, params int[] shape)
    {
        var random = new Random(seed);
        IEnumerable<string> numbers = Enumerable.Range(0, shape.Aggregate(1, (a, b) => a * b))
            .Select(_ => ((float)(scale * (random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5))).ToString("R", CultureInfo.InvariantCulture));
        return $"f32[{string.Join(',', shape)}]{{{string.Join(',', numbers)}}}";
    }

    string Block(int rows = 48)
    {
        string text = $$"""
            graph block(%x: f32[1,{{rows}},64]) -> (%y: f32[1,{{rows}},64]) {
              %n = LayerNormalization(%x, {{Weights(1, 1, 64)}}, {{Weights(2, 1, 64)}})
              %p = MatMul(%n, {{Weights(3, 0.2, 64, 256)}})
              %u = Add(%p, {{Weights(4, 0.2, 256)}})
              %g = Gelu(%u)
              %q = MatMul(%g, {{Weights(5, 0.1, 256, 64)}})
              %d = Add({{Weights(6, 0.2, 64)}}, %q)
              %y = Add(%d, %x)
            }
            """;
        var model = new Model(GraphParser.ParseGraph(text)) { IrVersion = 10 };
        model.SetOpset("", 21);
        ModelExporter.Export(model).WriteTo(_folder["block.onnx"]);
        return _folder["block.onnx"];
    }

    /// <summary>
    /// With 8-bit codes on both sides of two products, 30 dB are left of them with room to spare; a wrong scale or axis leaves none. Weights
    /// that cannot saturate cost half a bit here.
    /// </summary>
    [Theory]
    [InlineData("int8-cpu", OnnxForm.Auto, Isa.Vnni, "com.microsoft.MatMulIntegerToFloat", "MatMul")]
    [InlineData("int8-cpu", OnnxForm.Auto, Isa.Avx2, "com.microsoft.MatMulIntegerToFloat", "MatMul")]
    [InlineData("int8-cpu", OnnxForm.Qdq, Isa.Arm64, "DequantizeLinear", "com.microsoft.")]
    [InlineData("int8-cpu", OnnxForm.Qoperator, Isa.Vnni, "com.microsoft.MatMulIntegerToFloat", "DequantizeLinear")]
    [InlineData("int8-dynamic", OnnxForm.Qoperator, Isa.Vnni, "com.microsoft.DynamicQuantizeMatMul", "DequantizeLinear")]
    [InlineData("int8-dynamic", OnnxForm.Auto, Isa.Vnni, "com.microsoft.DynamicQuantizeMatMul", "MatMul")]
    [InlineData("int8-dynamic", OnnxForm.Qdq, Isa.Avx2, "MatMulInteger", "com.microsoft.")]
    public async Task EachFormHasItsOperatorsAndItsAccuracy(string target, OnnxForm form, Isa isa, string has, string hasNot)
    {
        CompileResult result = await Compiler.CompileAsync(ModelSource.FromFile(Block()),
            new() { Target = target, Form = form, Isa = isa, Preference = Preference.Size }, TestContext.Current.CancellationToken);
        Assert.True(result.Succeeded, string.Join('\n', result.Diagnostics));
        using var stream = new MemoryStream();
        await result.SaveAsync(stream, TestContext.Current.CancellationToken);
        Model written = ModelImporter.Parse(stream.ToArray(), new DiagnosticList());
        string[] operators = [.. written.Graph.Nodes.Select(n => n.Operator.ToString())];
        Assert.Contains(has, operators);
        Assert.DoesNotContain(operators, o => hasNot.EndsWith('.') ? o.StartsWith(hasNot, StringComparison.Ordinal) : o == hasNot);
        Assert.True(result.Report!.SqnrDb > 30, $"{result.Report.SqnrDb} dB");
        Assert.All(result.Report.Layers.Where(l => l.Operator == "MatMul"), l => Assert.True(l.IsInteger, $"{l.Node} runs in {l.Kernel}"));
        Assert.DoesNotContain(result.Diagnostics, d => d.Code == (target == "int8-dynamic" ? "QCC2051" : "QCC5003"));
    }

    /// <summary>
    /// Weights of 4 bits in blocks lose about 20 dB a layer to nearest; a wrong scale or axis leaves none. A file of standard operators runs in the same
    /// kernel, and a saved plan gives the same file.
    /// </summary>
    [Theory]
    [InlineData(OnnxForm.Auto, 0, ZeroPoints.Auto)]
    [InlineData(OnnxForm.Auto, 16, ZeroPoints.None)]
    [InlineData(OnnxForm.Qdq, 64, ZeroPoints.Block)]
    public async Task WeightsOfFourBitsHaveTheirKernel(OnnxForm form, int blockSize, ZeroPoints zeroPoints)
    {
        var options = new CompileOptions { Target = "int4-cpu", Form = form, BlockSize = blockSize, ZeroPoints = zeroPoints };
        CompileResult result = await Compiler.CompileAsync(ModelSource.FromFile(Block()), options, TestContext.Current.CancellationToken);
        Assert.True(result.Succeeded, string.Join('\n', result.Diagnostics));
        Assert.Equal("QCC2051", Assert.Single(result.Diagnostics).Code);
        Assert.True(result.Report!.SqnrDb > 15, $"{result.Report.SqnrDb} dB");
        Assert.All(result.Report.Layers.Where(l => l.Operator == "MatMul"), l => Assert.Equal("MatMulNBits", l.Kernel));
        await result.SaveAsync(_folder["block.int4.onnx"], TestContext.Current.CancellationToken);
        Model written = ModelImporter.Import(_folder["block.int4.onnx"], new DiagnosticList());
        Assert.Equal(form == OnnxForm.Auto ? 2 : 0, written.Graph.Nodes.Count(n => n.Operator.Name == "MatMulNBits"));
        Assert.Equal(form == OnnxForm.Auto ? 0 : 2, written.Graph.Nodes.Count(n => n.Operator.Name == "DequantizeLinear"));
        Assert.True(new FileInfo(_folder["block.int4.onnx"]).Length < 0.3 * new FileInfo(_folder["block.onnx"]).Length);
        await PlanFile.SaveAsync(result.Plan!, _folder["plan.json"], TestContext.Current.CancellationToken);
        CompileResult again = await Compiler.CompileAsync(ModelSource.FromFile(_folder["block.onnx"]), new() { Target = "int4-cpu", Form = form, PlanFile = _folder["plan.json"] }, TestContext.Current.CancellationToken);
        Assert.Equal(result.Report.OutputSha256, again.Report!.OutputSha256);
    }

    /// <summary>Products of 4-bit weights multiply floats where many rows come at a time, and explain says so of the model and of the file.</summary>
    [Theory]
    [InlineData(48, Execution.Float)]
    [InlineData(4, Execution.Integer)]
    public async Task ExplainTellsWhatProductsOf4BitWeightsMultiply(int rows, Execution execution)
    {
        var options = new CompileOptions { Target = "int4-cpu" };
        CompileResult result = await Compiler.CompileAsync(ModelSource.FromFile(Block(rows)), options, TestContext.Current.CancellationToken);
        await result.SaveAsync(_folder["block.int4.onnx"], TestContext.Current.CancellationToken);
        foreach (string file in new[] { "block.onnx", "block.int4.onnx" })
        {
            Explanation found = await Explanation.OfFileAsync(_folder[file], options, new DiagnosticList(), TestContext.Current.CancellationToken);
            NodeExplanation[] products = [.. found.Nodes.Where(n => n.Operator is "MatMul" or "com.microsoft.MatMulNBits")];
            Assert.Equal(2, products.Length);
            Assert.All(products, p => Assert.Equal(execution, p.Execution));
        }
        Assert.All(result.Report!.Layers.Where(l => l.Operator == "MatMul"), l => Assert.Equal(execution == Execution.Integer, l.IsInteger));
    }

    /// <summary>Between two integer layers an LSTM finds its range at each run; where only standard operators may stand it stays float.</summary>
    [Theory]
    [InlineData("int8-cpu", OnnxForm.Auto, "com.microsoft.DynamicQuantizeLSTM")]
    [InlineData("int8-dynamic", OnnxForm.Auto, "com.microsoft.DynamicQuantizeLSTM")]
    [InlineData("int8-cpu", OnnxForm.Qdq, "LSTM")]
    public async Task AnLstmIsIntegerWhereARuntimeOperatorMayBe(string target, OnnxForm form, string lstm)
    {
        string text = $$"""
            graph net(%x: f32[20,2,32]) -> (%y: f32[20,2,8]) {
              %p = MatMul(%x, {{Weights(1, 0.2, 32, 64)}})
              %r = Relu(%p)
              %h = LSTM(%r, {{Weights(2, 0.2, 1, 128, 64)}}, {{Weights(3, 0.2, 1, 128, 32)}}, {{Weights(4, 0.2, 1, 256)}}) {hidden_size=32}
              %s = Squeeze(%h, s64[1]{1})
              %y = MatMul(%s, {{Weights(5, 0.2, 32, 8)}})
            }
            """;
        var model = new Model(GraphParser.ParseGraph(text)) { IrVersion = 10 };
        model.SetOpset("", 21);
        ModelExporter.Export(model).WriteTo(_folder["lstm.onnx"]);
        CompileResult result = await Compiler.CompileAsync(ModelSource.FromFile(_folder["lstm.onnx"]),
            new() { Target = target, Form = form, Preference = Preference.Size }, TestContext.Current.CancellationToken);
        Assert.True(result.Succeeded, string.Join('\n', result.Diagnostics));
        using var stream = new MemoryStream();
        await result.SaveAsync(stream, TestContext.Current.CancellationToken);
        Assert.Contains(ModelImporter.Parse(stream.ToArray(), new DiagnosticList()).Graph.Nodes, n => n.Operator.ToString() == lstm);
        Assert.True(result.Report!.SqnrDb > 25, $"{result.Report.SqnrDb} dB");
    }

    /// <summary>What is added to a row and not to a column is no bias of an integer kernel.</summary>
    [Theory]
    [InlineData("int8-cpu")]
    [InlineData("int8-dynamic")]
    public async Task ABiasOfRowsStaysOne(string target)
    {
        string text = $$"""
            graph net(%x: f32[64,64]) -> (%y: f32[64,64]) {
              %y = Gemm(%x, {{Weights(1, 0.2, 64, 64)}}, {{Weights(2, 20, 64, 1)}})
            }
            """;
        var model = new Model(GraphParser.ParseGraph(text)) { IrVersion = 10 };
        model.SetOpset("", 21);
        ModelExporter.Export(model).WriteTo(_folder["rows.onnx"]);
        CompileResult result = await Compiler.CompileAsync(ModelSource.FromFile(_folder["rows.onnx"]), new() { Target = target, Preference = Preference.Size }, TestContext.Current.CancellationToken);
        Assert.True(result.Succeeded, string.Join('\n', result.Diagnostics));
        Assert.True(result.Report!.SqnrDb > 30, $"{result.Report.SqnrDb} dB");
    }

    /// <summary>A convolution of grey pictures multiplies neighbouring taps, a depthwise one does not.</summary>
    [Theory]
    [InlineData("f32[2,1,1,2]{1,1,1,1}", 1, true)]
    [InlineData("f32[2,1,1,2]{1,1,1,1}", 2, false)]
    [InlineData("f32[2,2,1,1]{1,1,1,1}", 1, true)]
    public void PairsOfAConvolutionAreThoseThatOneOutputReads(string weights, int groups, bool fit)
    {
        Graph graph = GraphParser.ParseGraph($"graph g(%x: f32[1,2,4,4]) -> (%y) {{\n%y = Conv(%x, {weights}) {{group={groups}}}\n}}");
        Assert.Equal(fit, TargetRegistry.Find("int8-cpu")!.For(OnnxForm.Auto, Isa.Avx2).Kernels.MustFit16Bits(graph.Nodes[0]));
        Assert.False(TargetRegistry.Find("int8-cpu")!.For(OnnxForm.Auto, Isa.Vnni).Kernels.MustFit16Bits(graph.Nodes[0]));
    }

    /// <summary>Neighbouring weights of 127 on inputs of 255: where sums of 16 bits saturate these must not stand side by side.</summary>
    [Fact]
    public async Task WeightsForProcessorsWithoutVnniCannotSaturate()
    {
        CompileResult result = await Compiler.CompileAsync(ModelSource.FromFile(Block()), new() { Isa = Isa.Avx2, Preference = Preference.Size }, TestContext.Current.CancellationToken);
        using var stream = new MemoryStream();
        await result.SaveAsync(stream, TestContext.Current.CancellationToken);
        Tensor[] codes = [.. ModelImporter.Parse(stream.ToArray(), new DiagnosticList()).Graph.Initializers.Select(i => i.Initializer!).Where(t => t is { Element: ElementType.S8, Rank: 2 })];
        Assert.Equal(2, codes.Length);
        foreach (Tensor code in codes)
        {
            (int depth, int columns) = ((int)code.Shape[0], (int)code.Shape[1]);
            sbyte[] q = [.. code.Bytes.ToArray().Select(b => (sbyte)b)];
            for (int k = 0; k < depth; k += 2)
            {
                for (int n = 0; n < columns; n++)
                {
                    (int a, int b) = (q[k * columns + n], q[(k + 1) * columns + n]);
                    Assert.InRange(Math.Max(a, 0) + Math.Max(b, 0), 0, 128);
                    Assert.InRange(Math.Min(a, 0) + Math.Min(b, 0), -128, 0);
                }
            }
        }
    }
}
