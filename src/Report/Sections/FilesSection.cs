using System.Globalization;
using System.Xml.Linq;
using Qcc.Core.Diagnostics;
using Qcc.Details;
using Qcc.Report.Charts;

namespace Qcc.Report.Sections;

/// <summary>What each remedy gave: the files from the plainest to the chosen one, and which of them are worth their cost.</summary>
sealed class FilesSection : IReportSection
{
    public string Title => "Remedies, one after the other";

    public IEnumerable<XElement> Content(ReportSource source)
    {
        (IReadOnlyList<MeasuredFile> files, IReadOnlyList<MeasuredFile> mixtures) = (source.Details.Files, source.Details.Mixtures);
        MeasuredFile[] all = [.. files, .. mixtures];
        if (files.Count < 2)
        {
            yield break;
        }
        yield return Html.Table(["#", "file", Html.Numbers("SQNR"), Html.Numbers("gain"), Html.Numbers("latency"), Html.Numbers("size")], all.Select((file, i) => new object[]
        {
            i.ToString(CultureInfo.InvariantCulture),
            file.Name,
            i == 0 ? "–" : Quantity.Decibels(file.SqnrDb),
            i < 2 || i >= files.Count || !double.IsFinite(file.SqnrDb - files[i - 1].SqnrDb) ? "" : string.Create(CultureInfo.InvariantCulture, $"{file.SqnrDb - files[i - 1].SqnrDb:+0.0;−0.0;0.0} dB"),
            double.IsNaN(file.Ratio) ? "–" : Quantity.Ratio(file.Ratio),
            Quantity.Bytes(file.Bytes),
        }));
        MeasuredFile[] comparable = [.. all.Skip(1).Where(f => double.IsFinite(f.SqnrDb) && !double.IsNaN(f.Ratio))];
        if (comparable.Length > 1)
        {
            FrontierChart.Point[] Points(Func<MeasuredFile, double> cost) => [.. comparable.Select(f => new FrontierChart.Point(Array.IndexOf(all, f), cost(f), f.SqnrDb, ReferenceEquals(f, files[^1])))];
            yield return new XElement("div", new XAttribute("class", "charts"),
                Html.Figure(FrontierChart.Draw(Points(f => f.Ratio), "latency relative to float")),
                Html.Figure(FrontierChart.Draw(Points(f => (double)f.Bytes / files[0].Bytes), "size relative to float")));
        }
        string raced = files.Any(f => !double.IsNaN(f.Ratio)) ? "All files ran interleaved on one thread, on the machine that compiled. " : "";
        string others = mixtures.Count > 0 ? " Those after it have other layers in float and were measured on the way." : "";
        yield return Html.Paragraph($"{raced}{(mixtures.Count > 0 ? $"Number {files.Count - 1}" : "The last one")} is the one that was chosen.{others}");
    }
}
