using Qcc.Core.Diagnostics;

namespace Qcc.Measure;

/// <summary>Why something cannot be measured (QCC290x: models or data that do not fit together).</summary>
public static class MeasureDiagnostics
{
    public static readonly DiagnosticKind<(IReadOnlyList<string> First, IReadOnlyList<string> Second)> NoCommonOutput = new("QCC2901", Severity.Error,
        o => $"the models have no output name in common: {Names(o.First)} and {Names(o.Second)}",
        _ => "compare a model with one made from it",
        (["logits"], ["boxes", "scores"]));

    public static readonly DiagnosticKind<(string First, string Second)> OutputsDiffer = new("QCC2902", Severity.Error,
        o => $"the first model gives {o.First}, the second {o.Second}",
        _ => "compare a model with one made from it",
        ("f32[1,10]", "f32[1,12]"));

    public static readonly DiagnosticKind<string> NoLabels = new("QCC2903", Severity.Error,
        data => $"no labels are given, and {data} holds no array \"labels\" or \"targets\"",
        _ => "give them with --labels: an .npy with an entry for each sample, or a .csv with lines file,label",
        "eval.npz");

    public static readonly DiagnosticKind<(string Labels, string Output, string Metric)> LabelsDoNotFit = new("QCC2904", Severity.Error,
        m => $"labels of {m.Labels} do not fit the output {m.Output} for metric {m.Metric}",
        _ => "top1 and perplexity need one integer for each row of the output (or an output of integers), the others a value for each element; choose with --metric and --of",
        ("s64[1]", "f32[1,8,10]", "top1"));

    public static readonly DiagnosticKind<(string Name, IReadOnlyList<string> Known)> NoSuchOutput = new("QCC2905", Severity.Error,
        o => $"there is no output \"{o.Name}\" that holds numbers; the model has {Names(o.Known)}",
        _ => "name one of these",
        ("logit", ["logits"]));

    public static readonly DiagnosticKind<(string Input, IReadOnlyList<string> Given)> InputLacking = new("QCC2906", Severity.Error,
        i => $"this model needs the input \"{Escape.ForTerminal(i.Input)}\", which the first model lacks (it has {Names(i.Given)})",
        _ => "measure a model beside one made from it",
        ("attention_mask", ["input_ids"]));

    public static readonly DiagnosticKind<string> NoAnswers = new("QCC2907", Severity.Error,
        _ => "no output has rows of several floats whose greatest could be compared, so nothing says by how much a metric drops",
        _ => "give labelled samples with --eval",
        "");

    public static readonly DiagnosticKind<IReadOnlyList<string>> TakesCodes = new("QCC2908", Severity.Info,
        names => $"the file has codes at {Names(names)}: they are made of the samples' floats, and floats of them, by its metadata qcc.quantization.NAME",
        _ => "nothing to do: so it can be measured beside the float model; a program gives the codes itself",
        ["image", "logits"]);

    public static readonly IReadOnlyList<DiagnosticKind> All = [NoCommonOutput, OutputsDiffer, NoLabels, LabelsDoNotFit, NoSuchOutput, InputLacking, NoAnswers, TakesCodes];

    /// <summary>Refuses a model that needs an input which samples of another model lack.</summary>
    /// <exception cref="DiagnosticException">QCC2906 at <paramref name="place"/>.</exception>
    public static void RequireInputs(IEnumerable<string> needed, IEnumerable<string> given, Place place)
    {
        string[] names = [.. given];
        if (needed.FirstOrDefault(n => !names.Contains(n)) is { } lacking)
        {
            throw new DiagnosticException(InputLacking.At(place, (lacking, names)));
        }
    }

    static string Names(IReadOnlyList<string> names) =>
        names.Count == 0 ? "none" : string.Join(", ", names.Take(8).Select(n => $"\"{Escape.ForTerminal(n)}\"")) + (names.Count > 8 ? ", ..." : "");
}
