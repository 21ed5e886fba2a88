using Qcc.Check;
using Qcc.Core.Diagnostics;
using Qcc.Core.Quantization;
using Qcc.Measure;
using Qcc.Search;

namespace Qcc.Cli.Output;

/// <summary>What people see after a compile: before and after, and the layers that hurt most.</summary>
static class CompileSummary
{
    /// <summary>Layers shown.</summary>
    const int Worst = 5;

    public static IEnumerable<string> Lines(string output, CompileReport report)
    {
        var table = new TextTable("", "") { CellLimit = 160 };
        table.Add("size", report.CodeSize is { } code ? $"{Quantity.Bytes(code.ConstantBytes)} of constants (flash), {Quantity.Bytes(code.ArenaBytes)} of activations (RAM)" : $"{Quantity.Bytes(report.InputBytes)} -> {Quantity.Bytes(report.OutputBytes)} ({Quantity.Percent((double)report.OutputBytes / report.InputBytes)})");
        if (report.CodeSize is null)
        {
            table.Add("operators", $"{report.OperatorsBefore.Values.Sum()} -> {report.OperatorsAfter.Values.Sum()}: {Most(report.OperatorsAfter)}");
        }
        LayerReport[] narrow = [.. report.Layers.Where(l => l.Planned == Placement.WeightOnly)];
        if (narrow.Length > 0)
        {
            table.Add("weights", $"{Quantity.Things(narrow.Length, "layer")} with codes in blocks{(report.Macs == 0 ? "" : $", {Quantity.Percent((double)narrow.Sum(l => l.Macs) / report.Macs)} of the multiply-accumulates of layers with constant weights")}");
        }
        table.Add("in int8", report.Macs == 0 ? "no multiply-accumulates found" : $"{Quantity.Percent((double)report.IntegerMacs / report.Macs)} of {Quantity.Count(report.Macs)} multiply-accumulates of layers with constant weights");
        if (report.EqualTensors is { } equal)
        {
            table.Add("integers", $"{Quantity.Things(equal, "tensor")} of a sample are those of the reference evaluator, bit for bit");
        }
        table.Add("SQNR", $"{(double.IsNaN(report.SqnrDb) ? "no float output to compare" : Quantity.Decibels(report.SqnrDb))} on {Compared(report)}{SameArgmax(report)}");
        if (report.Accuracy is { } judged)
        {
            table.Add("accuracy", $"{judged.Metric} {Accuracy(judged, judged.Float)} -> {Accuracy(judged, judged.Quantized)} on {Quantity.Things(judged.Samples, "sample")}");
        }
        if (report.CodeSize is null)
        {
            table.Add("latency", double.IsNaN(report.FloatMs) ? "not measured: the weights of a large model do not lie in memory while it is compiled" : $"{Quantity.Milliseconds(report.FloatMs)} -> {Quantity.Milliseconds(report.QuantizedMs)} ({Quantity.Ratio(report.Ratio)}, one thread, this machine)");
        }
        table.Add("method", report.WhyNothingIsInteger is { } why ? $"{report.Method}: {why}" : report.Method);
        table.Add(report.WhyNothingIsInteger is null && narrow.Length == 0 ? "ranges" : "samples", $"{SamplesOf(report)} in {Quantity.Seconds(report.CalibrationSeconds)}; {Quantity.Seconds(report.TotalSeconds)} in all");
        return [output, .. table.Lines().Select(l => $"  {l}"), .. WorstLayers(report)];
    }

    /// <summary>What the search tried and what each step gave.</summary>
    public static IEnumerable<string> Search(CompileReport report)
    {
        if (report.Search.Count == 0)
        {
            return [];
        }
        var table = new TextTable("tried", "held-out", "all kept", "") { Right = [1, 2], CellLimit = 160 };
        foreach (SearchStep step in report.Search)
        {
            table.Add(step.Recipe, Quantity.Decibels(step.HeldOutDb), double.IsNaN(step.PooledDb) ? "-" : Quantity.Decibels(step.PooledDb), step.Kept ? "kept" : "");
        }
        return table.Lines();
    }

    static string Accuracy(JudgedAccuracy judged, double value) => judged.Metric switch
    {
        "top1" or "agreement" => Quantity.Percent(value),
        "psnr" or "sqnr" => Quantity.Decibels(value),
        _ => Quantity.Number(value),
    };

    static IEnumerable<string> WorstLayers(CompileReport report)
    {
        LayerReport[] worst = [.. report.Layers.Where(l => l.SqnrDb is { } db && double.IsFinite(db)).OrderBy(l => l.SqnrDb).Take(Worst)];
        if (worst.Length == 0)
        {
            return [];
        }
        // A reason that all share tells nothing about the worst ones.
        bool sameReason = worst.All(l => l.Reason == worst[0].Reason);
        string[] reason = sameReason ? [] : ["reason"];
        var table = new TextTable(["layer", "operator", "SQNR", "runs in", .. reason, "what to try"]) { Right = [2], Whole = [4 + reason.Length] };
        foreach (LayerReport layer in worst)
        {
            table.Add([layer.Node, layer.Operator, Quantity.Decibels(layer.SqnrDb!.Value), LayerPlace.KernelOr(layer), .. sameReason ? Array.Empty<string>() : [layer.Reason], layer.Remedy ?? ""]);
        }
        return ["", worst.Length == 1 ? "The least exact layer:" : $"The {worst.Length} least exact layers:", .. table.Lines().Select(l => $"  {l}")];
    }

    /// <summary>What the two files were compared on.</summary>
    static string Compared(CompileReport report) =>
        report.SyntheticSamples ? Quantity.Things(report.HeldOutSamples, "synthetic sample")
        : !report.HeldOutIsCalibration ? Quantity.Things(report.HeldOutSamples, "held-out sample")
        : report.CalibrationSamples == 1 ? "the calibration sample itself"
        : Quantity.Things(report.HeldOutSamples, "calibration sample");

    /// <summary>What the ranges come from; where there are none, what was run.</summary>
    static string SamplesOf(CompileReport report)
    {
        string samples = Quantity.Things(report.CalibrationSamples, report.SyntheticSamples ? "synthetic sample" : "sample");
        return (report.Plan ?? report.Statistics) is { } file ? $"from {file}, compared on {samples}"
            : report.WhyNothingIsInteger is null ? $"from {samples}"
            : samples;
    }

    static string SameArgmax(CompileReport report) => report.SameArgmax is { } share ? $", same argmax in {Quantity.Percent(share)}" : "";

    /// <summary>The most frequent operators, with the rest counted.</summary>
    static string Most(IReadOnlyDictionary<string, int> operators)
    {
        KeyValuePair<string, int>[] ordered = [.. operators.OrderByDescending(o => o.Value).ThenBy(o => o.Key, StringComparer.Ordinal)];
        string shown = string.Join(", ", ordered.Take(5).Select(o => $"{o.Value} {o.Key}"));
        return ordered.Length > 5 ? $"{shown}, {ordered.Skip(5).Sum(o => o.Value)} others" : shown;
    }
}
