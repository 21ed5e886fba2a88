using System.Text.Json.Nodes;
using Qcc.Core.Diagnostics;
using Qcc.Core.Quantization;
using Qcc.Passes.Lower;
using Qcc.Plans;
using Qcc.Targets;
using Qcc.Testing;

namespace Qcc.EndToEnd.Tests;

/// <summary>A saved plan gives the file that it was saved from, and is refused where it does not fit.</summary>
public sealed class PlanReplayTests
{
    static string Net(string net, string file) => Repository.Path("testmodels", "nets", net, file);

    static Task<CompileResult> Compile(string model, CompileOptions options) =>
        Compiler.CompileAsync(ModelSource.FromFile(model), options, TestContext.Current.CancellationToken);

    static async Task<byte[]> Bytes(CompileResult result)
    {
        Assert.True(result.Succeeded, string.Join('\n', result.Diagnostics));
        using var stream = new MemoryStream();
        await result.SaveAsync(stream, TestContext.Current.CancellationToken);
        return stream.ToArray();
    }

    /// <summary>The mobilenet is equalized and bias-corrected, the residual net's weights are rounded together; the tiny net stays float by default.</summary>
    [Theory]
    [InlineData("fashion-mobilenet", Preference.Size)]
    [InlineData("fashion-resnet", Preference.Latency)]
    [InlineData("fashion-unet", Preference.Size)]
    [InlineData("tiny-mlp", Preference.Latency)]
    public async Task TheSamePlanGivesTheSameBytes(string net, Preference preference)
    {
        using var folder = new TemporaryFolder();
        string model = Net(net, "model.onnx");
        CompileResult first = await Compile(model, new() { CalibrationPath = Net(net, "calib.npz"), Preference = preference });
        byte[] expected = await Bytes(first);
        Assert.Equal(net == "fashion-resnet", first.Plan!.Nodes.Any(n => n.WeightCodes is not null));
        await PlanFile.SaveAsync(first.Plan!, folder["plan.json"], TestContext.Current.CancellationToken);

        // Without calibration data: every range is in the plan, so nothing is said about missing ones.
        CompileResult second = await Compile(model, new() { PlanFile = folder["plan.json"], RequireCalibration = true });
        Assert.Equal(expected, await Bytes(second));
        Assert.DoesNotContain(second.Diagnostics, d => d.Code is "QCC2051" or "QCC2052");
        await PlanFile.SaveAsync(second.Plan!, folder["again.json"], TestContext.Current.CancellationToken);
        Assert.Equal(await File.ReadAllTextAsync(folder["plan.json"], TestContext.Current.CancellationToken),
            await File.ReadAllTextAsync(folder["again.json"], TestContext.Current.CancellationToken));
    }

    /// <summary>A plan is a manifest: it names the model, the version and the options on which the bytes hang, and says where these are others.</summary>
    [Fact]
    public async Task APlanNamesWhatElseTheBytesHangOn()
    {
        using var folder = new TemporaryFolder();
        string model = Net("fashion-resnet", "model.onnx");
        var options = new CompileOptions { CalibrationPath = Net("fashion-resnet", "calib.npz"), Auto = false, Form = OnnxForm.Qdq, Isa = Isa.Avx2 };
        CompileResult first = await Compile(model, options);
        Assert.Equal(["--format qdq", "--isa avx2"], first.Plan!.Options!);
        Assert.Equal(first.Report!.InputSha256, first.Plan.InputSha256);
        await PlanFile.SaveAsync(first.Plan, folder["plan.json"], TestContext.Current.CancellationToken);

        CompileResult same = await Compile(model, new() { PlanFile = folder["plan.json"], Form = OnnxForm.Qdq, Isa = Isa.Avx2 });
        Assert.DoesNotContain(same.Diagnostics, d => d.Code == "QCC3045");
        Assert.Equal(await Bytes(first), await Bytes(same));

        CompileResult other = await Compile(model, new() { PlanFile = folder["plan.json"] });
        Assert.Contains("--format qdq --isa avx2", Assert.Single(other.Diagnostics, d => d.Code == "QCC3045").Text, StringComparison.Ordinal);
        Assert.NotEqual(await Bytes(first), await Bytes(other));
        Assert.NotEqual(first.Plan.OptionsSha256, other.Plan!.OptionsSha256);
    }

    [Fact]
    public async Task APlanMayLeaveOutWhatItDoesNotUse()
    {
        using var folder = new TemporaryFolder();
        string model = Net("digits-mlp", "model.onnx");
        CompileResult first = await Compile(model, new() { CalibrationPath = Net("digits-mlp", "calib.npz"), Preference = Preference.Size });
        await PlanFile.SaveAsync(first.Plan! with { Equalization = [] }, folder["plan.json"], TestContext.Current.CancellationToken);
        JsonObject document = JsonNode.Parse(await File.ReadAllTextAsync(folder["plan.json"], TestContext.Current.CancellationToken))!.AsObject();
        Assert.True(document.Remove("equalization"));
        await File.WriteAllTextAsync(folder["plan.json"], document.ToJsonString(), TestContext.Current.CancellationToken);
        Assert.True((await Compile(model, new() { PlanFile = folder["plan.json"] })).Succeeded);
    }

    public static TheoryData<string, string> Misfits() => new()
    {
        { "QCC3013", "another target" },
        { "QCC3014", "unknown value" },
        { "QCC3014", "unknown node" },
        { "QCC3015", "zero point" },
        { "QCC3015", "no parameters" },
        { "QCC3015", "operator without kernel" },
        { "QCC3015", "short bias correction" },
        { "QCC3015", "short weight codes" },
        { "QCC3015", "short equalization" },
        { "QCC3015", "twice" },
    };

    [Theory, MemberData(nameof(Misfits))]
    public async Task APlanThatDoesNotFitIsRefused(string code, string misfit)
    {
        using var folder = new TemporaryFolder();
        string model = Net("digits-mlp", "model.onnx");
        CompileResult first = await Compile(model, new() { CalibrationPath = Net("digits-mlp", "calib.npz"), Preference = Preference.Size });
        await PlanFile.SaveAsync(Spoil(first.Plan!, misfit), folder["plan.json"], TestContext.Current.CancellationToken);
        CompileResult second = await Compile(model, new() { PlanFile = folder["plan.json"] });
        Assert.False(second.Succeeded);
        Assert.Equal(code, Assert.Single(second.Diagnostics, d => d.Severity == Severity.Error).Code);
    }

    static QuantizationPlan Spoil(QuantizationPlan plan, string how)
    {
        NodeDecision layer = plan.Nodes.First(n => n.Placement == Placement.Integer && n.BiasCorrection is not null);
        NodeDecision softmax = plan.Nodes.Single(n => n.Operator == "Softmax");
        QuantizationPlan Node(NodeDecision old, NodeDecision with) => plan with { Nodes = [.. plan.Nodes.Select(n => n == old ? with : n)] };
        return how switch
        {
            "another target" => plan with { Target = "int8-npu" },
            "unknown value" => plan with { Values = [plan.Values[0] with { Value = "nowhere" }, .. plan.Values.Skip(1)] },
            "unknown node" => Node(layer, layer with { Output = layer.Output + "x" }),
            "zero point" => plan with { Values = [plan.Values[0] with { ZeroPoint = 256 }, .. plan.Values.Skip(1)] },
            "no parameters" => plan with { Values = [] },
            "operator without kernel" => Node(softmax, softmax with { Placement = Placement.Integer }),
            "short bias correction" => Node(layer, layer with { BiasCorrection = [1] }),
            "short weight codes" => Node(layer, layer with { WeightCodes = [1] }),
            "short equalization" => plan with { Equalization = [new([plan.Values[0].Value], [1])] },
            _ => plan with { Nodes = [.. plan.Nodes, plan.Nodes[0]] },
        };
    }

    /// <summary>Codes that were chosen where products of bytes are summed up exactly may saturate in 16 bits; those chosen for that processor cannot.</summary>
    [Fact]
    public async Task CodesFitTheProcessorOrAreRefused()
    {
        using var folder = new TemporaryFolder();
        string model = Net("fashion-resnet", "model.onnx");
        foreach (Isa isa in new[] { Isa.Vnni, Isa.Avx2 })
        {
            CompileResult first = await Compile(model, new() { CalibrationPath = Net("fashion-resnet", "calib.npz"), Isa = isa });
            Assert.Contains(first.Plan!.Nodes, n => n.WeightCodes is not null);
            await PlanFile.SaveAsync(first.Plan, folder["plan.json"], TestContext.Current.CancellationToken);
            CompileResult second = await Compile(model, new() { PlanFile = folder["plan.json"], Isa = Isa.Avx2 });
            Assert.Equal(isa == Isa.Avx2, second.Succeeded);
            Assert.Equal(isa == Isa.Avx2 ? null : "QCC3015", second.Diagnostics.FirstOrDefault(d => d.Severity == Severity.Error)?.Code);
        }
    }

    /// <summary>Made-up samples say nothing of how inputs go together, so weights are not fitted to them.</summary>
    [Fact]
    public async Task WithoutSamplesWeightsAreRoundedToNearest()
    {
        CompileResult result = await Compile(Net("fashion-mobilenet", "model.onnx"), new() { Preference = Preference.Size });
        Assert.True(result.Succeeded);
        Assert.Contains(result.Plan!.Nodes, n => n.Placement == Placement.Integer);
        Assert.All(result.Plan.Nodes, n => Assert.Null(n.WeightCodes));
    }

    [Fact]
    public async Task OptionsThatThePlanOverridesAreNamed()
    {
        using var folder = new TemporaryFolder();
        string model = Net("tiny-mlp", "model.onnx");
        CompileResult first = await Compile(model, new() { CalibrationPath = Net("tiny-mlp", "calib.npz") });
        await PlanFile.SaveAsync(first.Plan!, folder["plan.json"], TestContext.Current.CancellationToken);
        CompileResult second = await Compile(model, new() { PlanFile = folder["plan.json"], Observer = Observer.Mse, Preference = Preference.Size });
        Assert.Equal(2, second.Diagnostics.Count(d => d.Code == "QCC3016"));
    }
}
