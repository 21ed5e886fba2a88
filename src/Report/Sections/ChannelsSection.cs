using System.Xml.Linq;
using Qcc.Details;
using Qcc.Report.Charts;

namespace Qcc.Report.Sections;

/// <summary>Channel ranges before and after equalization.</summary>
sealed class ChannelsSection : IReportSection
{
    /// <summary>Charts: those whose channels were farthest apart.</summary>
    const int Most = 8;

    public string Title => "Channels, before and after equalization";

    public IEnumerable<XElement> Content(ReportSource source)
    {
        ValueDetails[] changed = [.. source.Details.Values.Where(v => !ReferenceEquals(v.Observed, v.Statistics) && v.Statistics is { HasNonFinite: false, Channels: > 1 }).OrderByDescending(Spread)];
        if (changed.Length == 0)
        {
            yield break;
        }
        yield return Html.Paragraph("All channels of an activation share one scale, so the small ones lose what the large ones need. Equalization moves the difference into weights, which have a scale per channel.");
        yield return new XElement("div", new XAttribute("class", "charts"), changed.Take(Most).Select(v => Html.Figure(ChannelChart.Draw(v), Html.Name(v.Name), Html.Text($" of {v.Producer}"))));
    }

    /// <summary>The largest channel over the mean one.</summary>
    static double Spread(ValueDetails value)
    {
        float[] largest = [.. Enumerable.Range(0, value.Observed.Channels).Select(value.Observed.ChannelLargest)];
        return largest.Max() / Math.Max(largest.Average(), float.Epsilon);
    }
}
