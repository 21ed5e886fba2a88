using Qcc.Core.Diagnostics;

namespace Qcc.Calibrate;

/// <summary>What can be wrong with files of statistics (QCC207x).</summary>
public static class StatisticsDiagnostics
{
    public static readonly DiagnosticKind<string> NotStatistics = new("QCC2071", Severity.Error,
        reason => $"this is no file of statistics: {Escape.ForTerminal(reason)}",
        _ => "give a file that 'qcc calibrate' of this version has written",
        "it does not begin with QCCSTATS");

    public static readonly DiagnosticKind<(string Model, string Made, string Given)> OtherModel = new("QCC2072", Severity.Error,
        a => $"the statistics were made for another model than {Escape.ForTerminal(a.Model)} (SHA-256 {a.Made[..12]}, not {a.Given[..12]})",
        a => $"run 'qcc calibrate {Escape.ForTerminal(a.Model)} -c DATA' again",
        ("model.onnx", "0123456789abcdef", "fedcba9876543210"));

    public static readonly DiagnosticKind<string> OtherGraph = new("QCC2073", Severity.Error,
        what => $"the statistics do not fit what this compile observes: {what}",
        _ => "run 'qcc calibrate' again with the --target, --shape and --keep-overridable of this compile, and this version of qcc",
        "value \"conv1\" is missing");

    public static readonly DiagnosticKind<(string Other, string What)> Different = new("QCC2074", Severity.Error,
        a => $"this shard and {Escape.ForTerminal(a.Other)} do not belong together: {a.What}",
        _ => "make all shards from one model and one set of data, with the same options and the same N in --shard I/N",
        ("s1.qstats", "they were made from other data"));

    public static readonly DiagnosticKind<(string Other, string Shard)> Twice = new("QCC2075", Severity.Error,
        a => $"this is shard {a.Shard} again, which {Escape.ForTerminal(a.Other)} holds already",
        _ => "give each shard once",
        ("s1.qstats", "1/4"));

    /// <summary>Temporary: another run may still be writing them (exit code 75).</summary>
    public static readonly DiagnosticKind<(IReadOnlyList<int> Missing, int Of)> ShardsMissing = new("QCC2076", Severity.Error,
        a => $"{a.Missing.Count} of {a.Of} shards are missing: {string.Join(", ", a.Missing.Take(8).Select(i => $"{i}/{a.Of}"))}{(a.Missing.Count > 8 ? " ..." : "")}",
        _ => "wait for them, or make them with 'qcc calibrate --shard I/N'",
        ([2, 3], 4));

    public static readonly DiagnosticKind<string> NotCompared = new("QCC2077", Severity.Warning,
        _ => "--stats without --calibrate: there are no samples to choose ranges and remedies by, and accuracy is measured on synthetic samples",
        _ => "give a few typical samples with --calibrate too; they only compare",
        "");

    public static readonly DiagnosticKind<(string Shard, int Samples)> Incomplete = new("QCC2078", Severity.Error,
        a => $"the statistics are those of shard {a.Shard} alone, {a.Samples} samples",
        _ => "merge all shards first: 'qcc calibrate --merge SHARD... -o FILE'",
        ("2/4", 25));

    public static readonly IReadOnlyList<DiagnosticKind> All = [NotStatistics, OtherModel, OtherGraph, Different, Twice, ShardsMissing, NotCompared, Incomplete];
}
