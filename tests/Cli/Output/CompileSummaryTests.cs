using Qcc.Check;
using Qcc.Cli.Output;
using Qcc.Core.Quantization;

namespace Qcc.Cli.Tests.Output;

public sealed class CompileSummaryTests
{
    static readonly string LongReason = new('r', 300);

    static CompileReport Report(params IReadOnlyList<LayerReport> layers) => new()
    {
        Target = "int8-cpu",
        Opset = 17,
        InputOpset = 17,
        InputSha256 = "",
        InputBytes = 4000,
        OutputSha256 = "",
        OutputBytes = 1000,
        OperatorsBefore = new Dictionary<string, int> { ["Conv"] = 1 },
        OperatorsAfter = new Dictionary<string, int> { ["QLinearConv"] = 1 },
        Macs = 10,
        IntegerMacs = 10,
        SqnrDb = 30,
        FloatMs = 1,
        QuantizedMs = 0.5,
        CalibrationSamples = 1,
        HeldOutSamples = 1,
        SyntheticSamples = false,
        CalibrationSeconds = 1,
        TotalSeconds = 2,
        Method = "min-max",
        Layers = layers,
    };

    static LayerReport Layer(string name, Placement planned, string kernel, string reason) =>
        new(name, "Add", planned, planned == Placement.Integer, kernel, 1, reason, 20, $"--keep-float \"{name}\" keeps it in float");

    static string Text(CompileReport report) => string.Join('\n', CompileSummary.Lines("out.onnx", report));

    [Fact]
    public void One_sample_is_no_plural_and_is_named_where_it_serves_twice()
    {
        Assert.Contains(" on 1 held-out sample\n", Text(Report()), StringComparison.Ordinal);
        Assert.Contains(" on 1 synthetic sample\n", Text(Report() with { SyntheticSamples = true }), StringComparison.Ordinal);
        string twice = Text(Report() with { HeldOutIsCalibration = true });
        Assert.Contains(" on the calibration sample itself\n", twice, StringComparison.Ordinal);
        Assert.Contains(" from 1 sample in ", twice, StringComparison.Ordinal);
    }

    [Fact]
    public void A_layer_without_a_known_kernel_runs_where_the_plan_says()
    {
        string text = Text(Report(Layer("a", Placement.Integer, "", "same"), Layer("b", Placement.Absorbed, "", "same"), Layer("c", Placement.Float, "", "same"), Layer("d", Placement.Integer, "QLinearConv", "same")));
        Assert.Matches("a +Add +20.0 dB +integer +--keep", text);
        Assert.Matches("b +Add +20.0 dB +absorbed +--keep", text);
        Assert.Matches("c +Add +20.0 dB +float +--keep", text);
        Assert.Matches("d +Add +20.0 dB +QLinearConv +--keep", text);
        Assert.DoesNotContain("reason", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Reasons_are_cut_and_remedies_are_not()
    {
        string name = new('n', 150);
        string text = Text(Report(Layer(name, Placement.Integer, "", LongReason), Layer("b", Placement.Integer, "", "other")));
        Assert.Contains($"--keep-float \"{name}\" keeps it in float", text, StringComparison.Ordinal);
        Assert.DoesNotContain(LongReason, text, StringComparison.Ordinal);
        Assert.Contains(LongReason[..90], text, StringComparison.Ordinal);
    }
}
