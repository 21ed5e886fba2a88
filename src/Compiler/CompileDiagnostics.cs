using System.Globalization;
using Qcc.Core.Diagnostics;
using Qcc.Core.Rewrite;

namespace Qcc;

/// <summary>What a compile itself says.</summary>
public static class CompileDiagnostics
{
    public static readonly DiagnosticKind<string> UnknownTarget = new("QCC0102", Severity.Error,
        name => $"there is no target \"{Escape.ForTerminal(name)}\"",
        _ => "qcc list targets shows the targets",
        "int8-gpu");

    public static readonly DiagnosticKind<(string Option, string Pattern, string Nearest)> NothingMatches = new("QCC3001", Severity.Error,
        a => $"{a.Option} \"{Escape.ForTerminal(a.Pattern)}\" matches no node of the model",
        a => a.Nearest.Length == 0 ? "qcc dump MODEL shows the nodes" : $"did you mean {Escape.ForTerminal(a.Nearest)}?",
        ("--keep-float", "conv9*", "\"conv1\", \"conv2\""));

    public static readonly DiagnosticKind<(string Why, string Advice)> NothingQuantized = new("QCC3002", Severity.Warning,
        a => $"nothing became integer: {a.Why}",
        a => a.Advice,
        ("no integer kernel for Conv (4 nodes)", "--target int8-cpu has an integer kernel for Conv"));

    public static readonly DiagnosticKind<string> AlreadyQuantized = new("QCC3003", Severity.Warning,
        operators => $"part of the model is quantized already ({operators}) and stays as it is",
        _ => "compile the float model instead, if you have it; --requantize turns integers back into floats first",
        "2 DequantizeLinear, 1 QuantizeLinear");

    public static readonly DiagnosticKind<long> TooLarge = new("QCC3004", Severity.Error,
        bytes => $"the model has {bytes} bytes of weights, of which more than 2 GB are no initializers of its main graph: those of subgraphs and functions must fit into one message",
        _ => "cut the model in two and compile each part",
        3_000_000_000);

    public static readonly DiagnosticKind<(long Pads, long Window)> EmptyWindows = new("QCC3017", Severity.Error,
        found => $"the node pads its input by {found.Pads} elements for a window of {found.Window}: nearly all of its results would come from padding alone",
        _ => "check the attribute pads of the exported node",
        (100_000, 3));

    public static readonly DiagnosticKind<int> IntegerGraph = new("QCC3018", Severity.Error,
        nodes => $"the model is an integer graph ({nodes} nodes of domain qcc), which cannot be compiled again",
        _ => "compile the float model that it was made of",
        42);

    public static readonly DiagnosticKind<string> NoCalibration = new("QCC2051", Severity.Warning,
        what => $"no calibration data: {what}, and accuracy on real data may suffer",
        _ => "give 50 to 500 typical inputs with --calibrate (.npz, .npy, a folder of images or of test_data_set_*)",
        "ranges come from synthetic samples");

    public static readonly DiagnosticKind<string> CalibrationRequired = new("QCC2052", Severity.Error,
        _ => "no calibration data was given and --require-calibration is set",
        _ => "give typical inputs with --calibrate PATH",
        "");

    public static readonly DiagnosticKind<int> FewSamples = new("QCC2054", Severity.Warning,
        count => $"the ranges come from {count} samples only: what they do not show is cut off",
        _ => "give 50 to 500 typical inputs",
        3);

    public static readonly DiagnosticKind<string> NoSamples = new("QCC2053", Severity.Error,
        path => $"{Escape.ForTerminal(path)} holds no samples",
        _ => "give at least one sample, better 50 to 500",
        "calib.npz");

    public static readonly DiagnosticKind<(double Ratio, double FloatMs)> Slower = new("QCC5001", Severity.Warning,
        a => $"the integer file takes {a.Ratio:0.00} of the float model's time on this machine ({a.FloatMs * 1000:0} µs in float)",
        a => a.FloatMs < 0.02 ? "networks of a few microseconds are bound by calls, not by arithmetic; --prefer latency keeps what does not pay in float"
            : "qcc explain shows what stays float and where conversions are; --keep-float leaves layers out",
        (1.5, 0.005));

    public static readonly DiagnosticKind<string> OptimizationChangesResult = new("QCC5002", Severity.Error,
        difference => $"ONNX Runtime computes other results with graph optimization than without: {difference}",
        _ => "please report the model; --keep-float GLOB on the layer named avoids it",
        "12.1 and 31.4 dB from the float model");

    public static readonly DiagnosticKind<string> NotFused = new("QCC5003", Severity.Warning,
        nodes => $"ONNX Runtime does not run these planned integer layers in integer kernels: {nodes}",
        _ => "keep them in float with --keep-float",
        "\"conv1\"");

    public static readonly DiagnosticKind<string> NonFiniteOutput = new("QCC5004", Severity.Error,
        output => $"the emitted file gives NaN or infinity at output \"{Escape.ForTerminal(output)}\" where the float model is finite",
        _ => "please report the model; qcc explain shows the layers",
        "logits");

    public static readonly DiagnosticKind<(string Output, string Actual, string Float)> OtherShape = new("QCC5005", Severity.Error,
        a => $"output \"{Escape.ForTerminal(a.Output)}\" has shape {a.Actual} where the float model gives {a.Float}",
        _ => "please report the model; qcc bisect shows the step that changes it",
        ("logits", "[32,16]", "[1,32,16]"));

    public static readonly DiagnosticKind<string> OtherIntegers = new("QCC5006", Severity.Error,
        tally => $"ONNX Runtime computes other integers than the reference evaluator: {tally}",
        _ => "please report the model and the processor; the evaluator is what every target promises",
        "120 tensors, 56000 elements compared, 3 mismatches in conv1_quantized (3)");

    public static readonly DiagnosticKind<(string Node, string Why, int More)> StaysFloat = new("QCC4001", Severity.Warning,
        a => $"{Floats(a)} of an integer-only target stays in float: {a.Why}",
        _ => "qcc explain MODEL shows every such node; another form of the node, or --target int8-cpu, which mixes integers and floats, helps",
        ("GRU \"/rnn\"", "no integer kernel for GRU", 2));

    public static readonly DiagnosticKind<(string Node, string Why, int More)> NeedsIntegers = new("QCC4002", Severity.Error,
        a => $"{Floats(a)} has no integer form, and the target has no floats: {a.Why}",
        _ => "cut the model before the node (qcc dump MODEL shows it), or use --target int8-integer, which leaves such nodes in float",
        ("GRU \"/rnn\"", "no integer kernel for GRU", 2));

    public static readonly DiagnosticKind<string> SizesFixed = new("QCC4003", Severity.Info,
        sizes => $"sizes that the model leaves open are those of the first sample: {Escape.ForTerminal(sizes)}",
        _ => "--shape NAME=SIZES gives others; the target has no open sizes",
        "image: 1x3x224x224");

    public static readonly DiagnosticKind<(string Option, string Target, string Takers)> NoSuchOption = new("QCC3043", Severity.Warning,
        o => $"{o.Option} changes nothing for target {o.Target}",
        o => $"leave it out, or choose a target that takes it: {o.Takers}",
        ("--isa", "c-mcu", "int8-cpu, int8-dynamic"));

    public static readonly DiagnosticKind<(string Target, string Takers)> NoIntegerIo = new("QCC3044", Severity.Error,
        o => $"--integer-io asks for inputs and outputs of codes, and those of target {o.Target} are those of the model",
        o => $"leave it out, or choose a target without floats: {o.Takers}",
        ("int8-cpu", "int8-integer, c-mcu"));

    public static readonly DiagnosticKind<double> FarFromFloat = new("QCC5007", Severity.Warning,
        db => string.Create(CultureInfo.InvariantCulture, $"the result is only {db:0.0} dB from the float model: its error is a large part of its output"),
        _ => "see the least exact layers of the summary; more and typical samples, --observer, or with integer-only targets more of --multiplier-bits may help",
        4.2);

    public static readonly DiagnosticKind<(string Pass, Stage Stage)> ExtraPassStage = new("QCC3041", Severity.Error,
        p => $"the extra pass {p.Pass} is of the stage {p.Stage}; passes of a caller run in {Stage.Canonicalize} only",
        _ => $"return {nameof(Stage)}.{Stage.Canonicalize}, as a {nameof(RewriteRule)} does",
        ("MyPass", Stage.Lower));

    public static readonly DiagnosticKind<string> NoChoiceOfPrecision = new("QCC3019", Severity.Error,
        target => $"target {target} gives its layers one precision: a budget leaves nothing to choose",
        _ => "leave out --budget, or use --target int8-cpu",
        "int8-integer");

    public static readonly DiagnosticKind<(string Wanted, string Found)> BudgetMissed = new("QCC5008", Severity.Error,
        a => $"no mixture of integers and floats was found within {a.Wanted}; the nearest has {a.Found}",
        a => $"ask for {a.Found}, or take the nearest with --best-effort",
        ("size=20%", "size=26.3%"));

    public static readonly DiagnosticKind<(string Metric, double Drop, double Most)> GoalMissed = new("QCC5009", Severity.Error,
        a => $"{a.Metric} drops by {Quantity.Percent(a.Drop)} in the best file found, more than {Quantity.Percent(a.Most)}",
        _ => "give more typical calibration samples or a longer --time-limit; --best-effort writes that file",
        ("top1", 0.012, 0.005));

    public static readonly DiagnosticKind<(string Metric, double Drop, double Most)> GoalMissedAnyway = new("QCC5010", Severity.Warning,
        a => $"{a.Metric} drops by {Quantity.Percent(a.Drop)} in the best file found, more than {Quantity.Percent(a.Most)}, and it is written as --best-effort asks",
        _ => "give more typical calibration samples or a longer --time-limit",
        ("top1", 0.012, 0.005));

    static string Floats((string Node, string Why, int More) a) => a.More == 0 ? a.Node : $"{a.Node} (and {a.More} more)";

    public static readonly IReadOnlyList<DiagnosticKind> All =
        [UnknownTarget, NothingMatches, NothingQuantized, AlreadyQuantized, TooLarge, EmptyWindows, IntegerGraph, NoCalibration, CalibrationRequired, FewSamples, NoSamples, Slower, OptimizationChangesResult, NotFused, NonFiniteOutput, OtherShape, OtherIntegers, StaysFloat, NeedsIntegers, SizesFixed, NoSuchOption, NoIntegerIo, FarFromFloat, NoChoiceOfPrecision, BudgetMissed, GoalMissed, GoalMissedAnyway, ExtraPassStage];
}
