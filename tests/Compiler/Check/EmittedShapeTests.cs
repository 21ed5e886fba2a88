using Qcc.Calibrate;
using Qcc.Check;
using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;
using Qcc.Core.Quantization;
using Qcc.Core.Text;
using Qcc.Measure;
using Qcc.Onnx;
using Qcc.Onnx.Runtime;
using Qcc.Search;
using Qcc.Targets;
using Qcc.Testing;

namespace Qcc.Compiler.Tests.Check;

/// <summary>Emitted files whose outputs have other shapes than the float model's.</summary>
public sealed class EmittedShapeTests : IDisposable
{
    readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    const string Float = "graph g(%x: f32[N,4]) -> (%y: f32[N,4]) {\n  %y = Neg(%x)\n}";

    static Model Parse(string text)
    {
        var model = new Model(GraphParser.ParseGraph(text)) { IrVersion = 8 };
        model.SetOpset("", 17);
        return model;
    }

    /// <summary>Checks what was emitted for a model of which calibration saw a canonical form.</summary>
    void Check(string original, string canonical, string emitted)
    {
        Target target = TargetRegistry.Find("int8-cpu")!;
        Model source = Parse(original), planned = Parse(canonical);
        var inputs = new Dictionary<string, Tensor> { ["x"] = Tensor.Of([1f, -2, 3, 4, 5, 6, -7, 8], 2, 4) };
        using OrtSession session = OrtSession.Load(ModelExporter.Export(planned).ToArray(), new OrtSessionOptions(), "m");
        using OrtOutputs outputs = session.Run(inputs);
        var calibration = new CalibrationResult { Statistics = new ActivationStatistics() };
        calibration.HeldOut.Add(new HeldOutSample(inputs, [outputs.Copy(0)]));
        var plan = new QuantizationPlan { Target = target.Name, Method = QuantizationPlan.FloatMethod, Nodes = [], Values = [] };
        var race = new RaceOptions { Duration = TimeSpan.Zero, WarmUp = TimeSpan.Zero };
        var request = new CheckRequest(ModelSource.FromFile(_file), source, ModelExporter.Export(source), EmittedModel.AsItCame(Parse(emitted), target), new PlannedModel(planned, plan), calibration, target, race);
        new EmittedFileCheck(request, new DiagnosticList(), TestContext.Current.CancellationToken).Run(synthetic: false);
    }

    const string Flat = "graph g(%x: f32[N,4]) -> (%y: f32[?]) {\n  %n = Neg(%x)\n  %y = Reshape(%n, s64[1]{-1})\n}";
    const string Halved = "graph g(%x: f32[N,4]) -> (%y: f32[?,2]) {\n  %n = Neg(%x)\n  %y = Reshape(%n, s64[2]{-1,2})\n}";
    const string Longer = "graph g(%x: f32[N,4]) -> (%y: f32[?,4]) {\n  %n = Neg(%x)\n  %y = Concat(%n, %n) {axis=0}\n}";

    [Theory]
    [InlineData(Flat, "[8]")]
    [InlineData(Halved, "[4,2]")]
    [InlineData(Longer, "[4,4]")]
    public void AnotherShapeOfTheEmittedFileIsAnError(string emitted, string shape)
    {
        DiagnosticException error = Assert.Throws<DiagnosticException>(() => Check(Float, Float, emitted));
        Assert.Equal("QCC5005", error.Diagnostic.Code);
        Assert.Contains($"\"y\" has shape {shape} where the float model gives [2,4]", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AnotherShapeOfTheCanonicalGraphIsAnError() =>
        Assert.Equal("QCC5005", Assert.Throws<DiagnosticException>(() => Check(Float, Flat, Flat)).Diagnostic.Code);

    [Fact]
    public void TheSameShapeIsNone() => Check(Float, Float, Float);

    /// <summary>Elements above a threshold: how many there are follows from the data.</summary>
    static string Above(string threshold) =>
        $"graph g(%x: f32[N,4]) -> (%y: f32[K]) {{\n  %f = Reshape(%x, s64[1]{{-1}})\n  %p = Greater(%f, f32[]{{{threshold}}})\n  %y = Compress(%f, %p)\n}}";

    [Fact]
    public void ASizeThatFollowsFromDataMayDiffer() => Check(Above("2.5"), Above("2.5"), Above("3.5"));

    /// <summary>A value may stand twice among the outputs of a graph.</summary>
    [Fact]
    public void AnOutputMayBeThereTwice()
    {
        const string Twice = "graph g(%x: f32[N,4]) -> (%y: f32[N,4], %y) {\n  %y = Neg(%x)\n}";
        Check(Twice, Float, Float);
    }
}
