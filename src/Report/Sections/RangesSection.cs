using System.Globalization;
using System.Xml.Linq;
using Qcc.Core.Diagnostics;
using Qcc.Details;
using Qcc.Report.Charts;

namespace Qcc.Report.Sections;

/// <summary>The observed values of each quantized activation with the integer grid over them.</summary>
sealed class RangesSection : IReportSection
{
    /// <summary>Charts shown at once, and charts in all: the least exact values come first.</summary>
    const int Open = 6, Most = 60;

    public string Title => "Ranges";

    public IEnumerable<XElement> Content(ReportSource source)
    {
        ValueDetails[] values = [.. source.Details.Values.Where(v => v.Statistics is { HasNonFinite: false, Count: > 0 }).OrderBy(v => v.SqnrDb ?? double.PositiveInfinity)];
        if (values.Length == 0)
        {
            yield break;
        }
        yield return Html.Paragraph("Bars count the values that calibration saw; orange ones are clipped. Green lines are the least and the greatest number that the integer codes stand for; the upper axis counts the codes. The least exact values come first.");
        yield return Charts(values.Take(Open));
        if (values.Length > Open)
        {
            string more = values.Length > Most ? $"{Most - Open} more of {values.Length}" : $"{values.Length - Open} more";
            yield return Html.Folded(more, Charts(values.Take(Most).Skip(Open)));
        }
    }

    static XElement Charts(IEnumerable<ValueDetails> values) => new("div", new XAttribute("class", "charts"), values.Select(v =>
        Html.Figure(RangeChart.Draw(v), Html.Name(v.Name), Html.Text($" of {v.Producer}: {v.Decision.Type} step {Number(v.Decision.Scale)}, zero at {v.Decision.ZeroPoint}; {Clipped(v)}; {(v.SqnrDb is { } db ? Quantity.Decibels(db) : "not measured")}; {v.Decision.Reason}"))));

    static string Clipped(ValueDetails value) => value.ClippedShare is > 0 and var share ? string.Create(CultureInfo.InvariantCulture, $"{100 * share:G2} % clipped") : "nothing clipped";

    static string Number(double value) => value.ToString("G4", CultureInfo.InvariantCulture);
}
