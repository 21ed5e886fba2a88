using System.Globalization;
using System.Xml.Linq;
using OxyPlot;
using OxyPlot.Annotations;
using OxyPlot.Axes;
using OxyPlot.Series;
using Qcc.Core.Ir;
using Qcc.Core.Quantization;
using Qcc.Details;

namespace Qcc.Report.Charts;

/// <summary>
/// The histogram of an activation with the integer grid over it: the axis on top counts codes, lines mark the ends of their range, and
/// what lies outside is clipped to them.
/// </summary>
static class RangeChart
{
    /// <summary>Bars of a chart; bins of the histogram are put together until they are no more.</summary>
    const int MostBars = 96;

    public static XElement Draw(ValueDetails value)
    {
        ValueStatistics statistics = value.Statistics;
        (double low, double high) = value.Range;
        double least = Math.Min(statistics.Min, 0), greatest = Math.Max(statistics.Max, 0), margin = (greatest - least) * 0.03;
        // Codes that nothing uses need no place, except for a little of them.
        (double left, double right) = (Math.Max(Math.Min(least, low), least - 4 * margin) - margin, Math.Min(Math.Max(greatest, high), greatest + 4 * margin) + margin);
        (double X, double Width, long Count)[] bars = Bars(statistics.Histogram, left, right);
        PlotModel model = ChartStyle.Model();
        model.Axes.Add(ChartStyle.Styled(new LinearAxis { Position = AxisPosition.Bottom, Minimum = left, Maximum = right }, "value"));
        model.Axes.Add(ChartStyle.Styled(new LogarithmicAxis { Position = AxisPosition.Left, Minimum = 0.7, Maximum = 1.6 * Math.Max(bars.Max(b => b.Count), 2), LabelFormatter = Power }, "count"));
        model.Axes.Add(Codes(value.Decision, left, right));
        model.Series.Add(Series(bars, b => Inside(b, low, high), ChartStyle.Plain));
        model.Series.Add(Series(bars, b => !Inside(b, low, high), ChartStyle.Outside));
        foreach (double end in new[] { low, high }.Where(e => e > left && e < right))
        {
            model.Annotations.Add(new LineAnnotation { Type = LineAnnotationType.Vertical, X = end, Color = ChartStyle.Limit, LineStyle = LineStyle.Solid, StrokeThickness = 1.5 });
        }
        return ChartStyle.Draw(model, 520, 230, $"histogram of {Html.Short(value.Name, 60)}");
    }

    static RectangleBarSeries Series((double X, double Width, long Count)[] bars, Func<(double X, double Width, long Count), bool> of, OxyColor color)
    {
        var series = new RectangleBarSeries { FillColor = color, StrokeThickness = 0 };
        foreach ((double x, double width, long count) in bars.Where(b => b.Count > 0 && of(b)))
        {
            series.Items.Add(new RectangleBarItem(x, 0.7, x + width, count));
        }
        return series;
    }

    /// <summary>Whether a bar reaches into the range; one bar on each end may hold both.</summary>
    static bool Inside((double X, double Width, long Count) bar, double low, double high) => bar.X + bar.Width > low && bar.X < high;

    /// <summary>The axis of codes, labelled at places that people read easily.</summary>
    static LinearAxis Codes(ValueDecision decision, double left, double right)
    {
        LinearAxis codes = ChartStyle.Styled(new LinearAxis { Position = AxisPosition.Top, Minimum = left / decision.Scale + decision.ZeroPoint, Maximum = right / decision.Scale + decision.ZeroPoint }, "code");
        (codes.MajorStep, double least, double greatest) = decision.Type == ElementType.S16 ? (8192, short.MinValue, short.MaxValue) : (32, byte.MinValue, byte.MaxValue);
        codes.MajorGridlineColor = OxyColor.FromAColor(90, ChartStyle.Limit);
        codes.MajorGridlineStyle = LineStyle.Dot;
        codes.LabelFormatter = code => code < least || code > greatest ? "" : code.ToString("F0", CultureInfo.InvariantCulture);
        // A range far narrower than what was seen would have its labels on top of each other.
        while ((codes.Maximum - codes.Minimum) / codes.MajorStep > 16)
        {
            codes.MajorStep *= 2;
        }
        return codes;
    }

    /// <summary>The zeros, which no bin holds, stand where the codes have their zero.</summary>
    static (double X, double Width, long Count)[] Bars(Histogram histogram, double left, double right)
    {
        int first = Bin(histogram, left), last = Bin(histogram, right), merged = Math.Max(1, (last - first + MostBars) / MostBars);
        // Anchored at zero, so that no bar holds values of both signs.
        first = Histogram.Side - (Histogram.Side - first + merged - 1) / merged * merged;
        var bars = new List<(double, double, long)>();
        for (int start = first; start <= last; start += merged)
        {
            long count = start == Histogram.Side ? histogram.Zeros : 0;
            for (int bin = Math.Max(start, 0); bin < Math.Min(start + merged, histogram.Counts.Length); bin++)
            {
                count += histogram.Counts[bin];
            }
            bars.Add(((start - Histogram.Side) * histogram.Width, merged * histogram.Width, count));
        }
        return [.. bars];
    }

    static int Bin(Histogram histogram, double value) => (int)Math.Clamp(Math.Floor(value / histogram.Width) + Histogram.Side, 0, histogram.Counts.Length - 1);

    static string Power(double count) => count < 1 ? "" : count.ToString(count < 1e4 ? "F0" : "0e0", CultureInfo.InvariantCulture);
}
