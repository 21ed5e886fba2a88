using System.Xml.Linq;
using Qcc.Core.Quantization;
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
        (ValueDetails Value, ValueStatistics Before)[] changed = [.. from value in source.Details.Values
            let before = value.Observed
            where before is not null && value.Statistics is { HasNonFinite: false, Channels: > 1 } && before.Channels == value.Statistics.Channels
            orderby Spread(before) descending
            select (value, before)];
        if (changed.Length == 0)
        {
            yield break;
        }
        yield return Html.Paragraph("All channels of an activation share one scale, so the small ones lose what the large ones need. Equalization moves the difference into weights, which have a scale per channel.");
        yield return new XElement("div", new XAttribute("class", "charts"), changed.Take(Most).Select(v => Html.Figure(ChannelChart.Draw(v.Value, v.Before), Html.Name(v.Value.Name), Html.Text($" of {v.Value.Producer}"))));
    }

    /// <summary>The largest channel over the mean one.</summary>
    static double Spread(ValueStatistics statistics)
    {
        float[] largest = [.. Enumerable.Range(0, statistics.Channels).Select(statistics.ChannelLargest)];
        return largest.Max() / Math.Max(largest.Average(), float.Epsilon);
    }
}
