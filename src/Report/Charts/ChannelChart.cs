using System.Xml.Linq;
using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Legends;
using OxyPlot.Series;
using Qcc.Core.Quantization;
using Qcc.Details;

namespace Qcc.Report.Charts;

/// <summary>The largest magnitude of each channel before and after equalization; one scale has to do for all of them.</summary>
static class ChannelChart
{
    /// <summary>Channels drawn, evenly spread over the order by size.</summary>
    const int MostChannels = 256;

    public static XElement Draw(ValueDetails value, ValueStatistics before)
    {
        PlotModel model = ChartStyle.Model();
        model.Axes.Add(ChartStyle.Styled(new LinearAxis { Position = AxisPosition.Bottom, MinimumPadding = 0.02, MaximumPadding = 0.02 }, "channel, by size before"));
        model.Axes.Add(ChartStyle.Styled(new LogarithmicAxis { Position = AxisPosition.Left }, "largest magnitude"));
        int[] order = [.. Enumerable.Range(0, before.Channels).OrderBy(before.ChannelLargest)];
        int step = Math.Max(1, (order.Length + MostChannels - 1) / MostChannels);
        model.Series.Add(Series("before", before, order, step, ChartStyle.Plain));
        model.Series.Add(Series("after", value.Statistics, order, step, ChartStyle.Chosen));
        model.Legends.Add(new Legend { LegendPosition = LegendPosition.TopLeft, LegendPlacement = LegendPlacement.Inside, LegendBackground = OxyColor.FromAColor(220, OxyColors.White) });
        return ChartStyle.Draw(model, 520, 220, $"channel ranges of {Html.Short(value.Name, 60)}");
    }

    static LineSeries Series(string title, ValueStatistics statistics, int[] order, int step, OxyColor color)
    {
        var series = new LineSeries { Title = title, Color = color, StrokeThickness = 1.5 };
        for (int i = 0; i < order.Length; i += step)
        {
            // Channels that are always zero have no place on a logarithmic axis.
            if (statistics.ChannelLargest(order[i]) is > 0 and var largest)
            {
                series.Points.Add(new DataPoint(i, largest));
            }
        }
        return series;
    }
}
