using Qcc.Cli.Output;
using Qcc.Core.Diagnostics;

namespace Qcc.Cli.Documents;

/// <summary>The answer of <c>eval</c>: how well a model does on labelled samples.</summary>
sealed record EvalDocument() : Document("eval")
{
    public InputFile? Input { get; init; }
    public string? Output { get; init; }
    public string? Metric { get; init; }

    /// <summary>A share 0..1 for top1; dB for psnr and sqnr.</summary>
    public double? Value { get; init; }
    public double? Top5 { get; init; }

    /// <summary>Of a share; the difference of two models on the same samples is surer.</summary>
    public double? StandardError { get; init; }
    public int? Samples { get; init; }

    public override void WriteText(TextWriter writer)
    {
        if (Value is not { } value)
        {
            return;
        }
        var table = new TextTable("", "");
        switch (Metric)
        {
            case "top1":
                table.Add("top-1", $"{Quantity.Percent(value)} +- {Quantity.Percent(StandardError ?? 0)}");
                if (Top5 is { } five)
                {
                    table.Add("top-5", Quantity.Percent(five));
                }
                break;
            case "psnr" or "sqnr":
                table.Add(Metric, Quantity.Decibels(value));
                break;
            default:
                table.Add(Metric!, Quantity.Number(value));
                break;
        }
        table.Add("samples", $"{Samples}");
        table.Add("output", Output!);
        table.WriteTo(writer);
    }
}
