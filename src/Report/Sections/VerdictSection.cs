using System.Xml.Linq;
using Qcc.Check;
using Qcc.Core.Diagnostics;

namespace Qcc.Report.Sections;

/// <summary>Accuracy, latency and size in one look.</summary>
sealed class VerdictSection : IReportSection
{
    /// <summary>From here on differences of answers are within noise (docs/algorithms.md C36).</summary>
    const double GoodDb = 24;

    public string Title => "Verdict";

    public IEnumerable<XElement> Content(ReportSource source)
    {
        CompileReport report = source.Report;
        yield return new XElement("div", new XAttribute("class", "tiles"), Tiles(report));
        yield return Html.Paragraph(Html.Text(report.WhyNothingIsInteger is { } why ? $"Nothing became integer: {why}." : $"Method: {report.Method}."));
        yield return Html.Paragraph(Html.Text($"Compared on {Quantity.Things(report.HeldOutSamples, report.SyntheticSamples ? "synthetic sample" : report.HeldOutIsCalibration ? "calibration sample" : "held-out sample")}; ranges from {(report.Plan ?? report.Statistics) ?? Quantity.Things(report.CalibrationSamples, report.SyntheticSamples ? "synthetic sample" : "sample")}."));
    }

    static IEnumerable<XElement> Tiles(CompileReport report)
    {
        yield return Tile(double.IsNaN(report.SqnrDb) ? "–" : Quantity.Decibels(report.SqnrDb), "SQNR of the outputs", report.SqnrDb >= GoodDb);
        if (report.SameArgmax is { } same)
        {
            yield return Tile(Quantity.Percent(same), "same argmax as the float model", same >= 0.98);
        }
        if (report.CodeSize is { } code)
        {
            yield return Tile(Quantity.Bytes(code.ConstantBytes), "constants (flash)", true);
            yield return Tile(Quantity.Bytes(code.ArenaBytes), "activations (RAM)", true);
            yield break;
        }
        if (!double.IsNaN(report.FloatMs))
        {
            yield return Tile(Quantity.Ratio(report.Ratio), $"latency: {Quantity.Milliseconds(report.FloatMs)} to {Quantity.Milliseconds(report.QuantizedMs)}, one thread", report.Ratio <= 1.03);
        }
        yield return Tile(Quantity.Percent((double)report.OutputBytes / report.InputBytes), $"size: {Quantity.Bytes(report.InputBytes)} to {Quantity.Bytes(report.OutputBytes)}", report.OutputBytes <= report.InputBytes);
        if (report.Macs > 0)
        {
            yield return Tile(Quantity.Percent((double)report.IntegerMacs / report.Macs), $"in integers, of {Quantity.Count(report.Macs)} multiply-accumulates", true);
        }
    }

    static XElement Tile(string figure, string what, bool good) =>
        new("div", new XAttribute("class", good ? "tile good" : "tile bad"), new XElement("b", figure), new XElement("span", what));
}
