using Qcc.Bisect;
using Qcc.Calibrate;
using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Text;
using Qcc.Onnx;
using Qcc.Onnx.Runtime;
using Qcc.Testing;

namespace Qcc.Compiler.Tests.Bisect;

public sealed class BisectionTests
{
    static string Net(string net, string file) => Repository.Path("testmodels", "nets", net, file);

    /// <summary>y = factor·x, in as many steps as there are factors.</summary>
    static Model Times(params float[] factors)
    {
        var graph = new Graph("g", new NameScope());
        Value value = graph.AddInput("x", TensorType.Of(ElementType.F32, 1, 3));
        for (int i = 0; i < factors.Length; i++)
        {
            value = graph.Insert(null, ElementwiseOperators.Mul, [value, graph.AddConstant($"c{i}", Tensor.Of([factors[i]], 1))], i == factors.Length - 1 ? "y" : $"t{i}").Output;
        }
        value.Type = TensorType.Of(ElementType.F32, 1, 3);
        graph.AddOutput(value);
        var model = new Model(graph) { IrVersion = 8 };
        model.SetOpset("", 17);
        return model;
    }

    static FloatReference Reference(Model model)
    {
        using OrtSession session = OrtSession.Load(ModelExporter.Export(model).ToArray(), new OrtSessionOptions(), "m");
        return new FloatReference(session, [new HeldOutSample(new Dictionary<string, Tensor> { ["x"] = Tensor.Of([1f, -2, 4], 1, 3) }, [])], ["y"], 1, "m");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(9)]
    public void TheStepWithAGoodModelBeforeItAndABadOneBehindItIsFound(int broken)
    {
        CompiledStep[] steps = [.. Enumerable.Range(1, 9).Select(i => new CompiledStep($"Pass{i}", i < broken ? Times(3, 2) : Times(6.06f)))];
        FloatReference reference = Reference(Times(6));
        BrokenPass found = Bisection.FindPass(steps, reference, reference.ErrorOf(steps[^1].After), 1e-4, CancellationToken.None);
        Assert.Equal(($"Pass{broken}", broken, 0.0), (found.Pass, found.Number, found.Before.Relative));
        // 6.06 / 6 - 1, two roundings of float32 aside.
        Assert.Equal(0.01, found.After.Relative, 1e-6);
    }

    [Fact]
    public void AModelThatDoesNotLoadIsBroken()
    {
        Model broken = Times(6);
        broken.Graph.Inputs[0].Type = TensorType.Of(ElementType.S64, 1, 3);
        FloatError error = Reference(Times(6)).ErrorOf(broken);
        Assert.True(double.IsPositiveInfinity(error.Relative));
        Assert.NotNull(error.Refusal);
    }

    /// <summary>y = factor·x, cut to whole numbers.</summary>
    static Model Whole(string factor)
    {
        var model = new Model(GraphParser.ParseGraph($$"""
            graph g(%x: f32[1,3]) -> (%y: s64[1,3]) {
              %p = Mul(%x, f32[1]{{{factor}}})
              %y = Cast(%p) {to=7}
            }
            """)) { IrVersion = 8 };
        model.SetOpset("", 17);
        return model;
    }

    /// <summary>x is 1, -2, 4.</summary>
    [Theory]
    [InlineData("1.1", 0)]
    [InlineData("1.3", 1 / 3.0)]
    [InlineData("-1", 1)]
    public void TheErrorOfIntegersIsTheShareThatDiffers(string factor, double share) => Assert.Equal(share, Reference(Whole("1")).ErrorOf(Whole(factor)).Relative);

    [Fact]
    public async Task ANetworkThatEndsInArgMaxTellsNoCostOfALayer()
    {
        Model model = ModelImporter.Read(Net("digits-mlp", "model.onnx"), new DiagnosticList());
        Value scores = model.Graph.Outputs[0];
        Value best = model.Graph.Insert(null, ReductionOperators.ArgMax, [scores], "best").Output;
        best.Type = new TensorType(ElementType.S64, null);
        model.Graph.RemoveOutput(0);
        model.Graph.AddOutput(best);
        string path = Path.Combine(Path.GetTempPath(), $"{Path.GetRandomFileName()}.onnx");
        try
        {
            ModelExporter.Export(model).WriteTo(path);
            Bisection found = await Bisection.RunAsync(path, new CompileOptions { CalibrationPath = Net("digits-mlp", "calib.npz"), Preference = Preference.Size }, 1e-4, TestContext.Current.CancellationToken);
            Assert.Equal((null, 0, double.NaN, 0), (found.Broken, found.FloatError.Relative, found.SqnrDb, found.Layers.Count));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task LayersThatFindTheirRangeAtARunHaveCostsToo()
    {
        var options = new CompileOptions { Target = "int8-dynamic", CalibrationPath = Net("digits-mlp", "calib.npz"), Preference = Preference.Size };
        Bisection found = await Bisection.RunAsync(Net("digits-mlp", "model.onnx"), options, 1e-4, TestContext.Current.CancellationToken);
        Assert.NotEmpty(found.Layers);
        Assert.True(double.IsFinite(found.SqnrDb!.Value));
        // A layer alone does less harm than all of them, and what is kept in float costs nothing.
        Assert.All(found.Layers, layer => Assert.True(layer.AloneDb > found.SqnrDb - 1, $"{layer} against {found.SqnrDb} dB"));
        Bisection rest = await Bisection.RunAsync(Net("digits-mlp", "model.onnx"), options with { KeepFloat = [found.Layers[0].Node] }, 1e-4, TestContext.Current.CancellationToken);
        Assert.Equal(found.Layers.Skip(1).Select(l => l.Node).Order(StringComparer.Ordinal), rest.Layers.Select(l => l.Node).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task ALargeModelIsRunFromItsFiles()
    {
        var options = new CompileOptions { CalibrationPath = Net("digits-mlp", "calib.npz"), Preference = Preference.Size };
        Bisection small = await Bisection.RunAsync(Net("digits-mlp", "model.onnx"), options, 1e-4, TestContext.Current.CancellationToken);
        Bisection large = await Bisection.RunAsync(Net("digits-mlp", "model.onnx"), options with { LargeModelBytes = 0 }, 1e-4, TestContext.Current.CancellationToken);
        Assert.Null(large.Broken);
        Assert.NotEmpty(large.Layers);
        Assert.Equal(small.Layers.Select(l => l.Node).Order(StringComparer.Ordinal), large.Layers.Select(l => l.Node).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task NoPassBreaksANetworkAndTheCostliestLayerComesFirst()
    {
        Bisection found = await Bisection.RunAsync(Net("fashion-unet", "model.onnx"), new CompileOptions { CalibrationPath = Net("fashion-unet", "calib.npz"), Preference = Preference.Size }, 1e-4, TestContext.Current.CancellationToken);
        Assert.Null(found.Broken);
        Assert.InRange(found.FloatError.Relative, 0, 1e-5);
        Assert.NotEmpty(found.Steps);
        LayerCost worst = found.Layers[0];
        Assert.True(worst.WithoutDb > found.SqnrDb + 1, $"{worst} against {found.SqnrDb} dB");
        Assert.All(found.Layers, layer => Assert.True(layer.AloneDb > found.SqnrDb - 1, $"{layer} against {found.SqnrDb} dB"));
        Assert.Equal(found.Layers.Count, found.Layers.Select(l => l.Node).Distinct().Count());
    }

    [Fact]
    public async Task WhatBecomesIntegerNowhereHasNoCosts()
    {
        Bisection found = await Bisection.RunAsync(Net("tiny-mlp", "model.onnx"), new CompileOptions(), 1e-4, TestContext.Current.CancellationToken);
        Assert.Equal((true, null, 0), (found.Synthetic, found.SqnrDb, found.Layers.Count));
    }
}
