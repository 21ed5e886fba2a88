using System.Xml.Linq;
using Qcc.Check;
using Qcc.Core.Diagnostics;
using Qcc.Core.Quantization;
using Qcc.Details;
using Qcc.Report.Charts;

namespace Qcc.Report.Sections;

/// <summary>How exact each layer's result is before and after the remedies, and what to do about the least exact ones.</summary>
sealed class LayersSection : IReportSection
{
    const int Worst = 10;

    /// <summary>Layers in the chart: the least exact ones, in the order of the graph.</summary>
    const int MostBars = 60;

    public string Title => "Layers";

    public IEnumerable<XElement> Content(ReportSource source)
    {
        (LayerReport Layer, int At)[] measured = [.. source.Report.Layers.Select((l, i) => (l, i)).Where(l => l.l is { Planned: not Placement.Absorbed, SqnrDb: { } db } && double.IsFinite(db))];
        if (measured.Length == 0)
        {
            yield break;
        }
        (LayerReport Layer, int At)[] worst = [.. measured.OrderBy(l => l.Layer.SqnrDb)];
        yield return Html.Table(["least exact", "operator", Html.Numbers("SQNR"), "runs in", "why", "what to try"], worst.Take(Worst).Select(l => new object[]
        {
            Html.Name(l.Layer.Node), l.Layer.Operator, Quantity.Decibels(l.Layer.SqnrDb!.Value), DecisionsSection.Place(l.Layer),
            l.Layer.Reason, l.Layer.Remedy is { } remedy ? Html.Name(remedy, 100) : "",
        }));
        IReadOnlyDictionary<string, double>? plain = source.Details.Files is [_, var first, _, ..] ? first.ResultDb : null;
        LayerChart.Layer[] bars = [.. worst.Take(MostBars).OrderBy(l => l.At).Select(l => new LayerChart.Layer(l.Layer.Node, plain?.TryGetValue(l.Layer.Result, out double db) == true ? db : null, l.Layer.SqnrDb))];
        yield return Html.Figure(LayerChart.Draw(bars), measured.Length > bars.Length ? $"The {bars.Length} least exact of {measured.Length} layers, in the order of the graph." : "In the order of the graph.");
    }
}
