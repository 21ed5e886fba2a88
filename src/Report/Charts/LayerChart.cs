using System.Xml.Linq;
using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Legends;
using OxyPlot.Series;

namespace Qcc.Report.Charts;

/// <summary>How exact each layer's result is, in the plainest file and in the chosen one.</summary>
static class LayerChart
{
    /// <summary>A layer; null where a file does not quantize its result.</summary>
    public sealed record Layer(string Label, double? PlainDb, double? ChosenDb);

    /// <summary>Letters of a label.</summary>
    const int MostLetters = 44;

    /// <summary>The first layer stands on top.</summary>
    public static XElement Draw(IReadOnlyList<Layer> layers)
    {
        bool both = layers.Any(l => l.PlainDb is not null);
        PlotModel model = ChartStyle.Model();
        // Labels are wider than they are measured, by a quarter or so.
        model.Padding = new OxyThickness(8 + 1.6 * layers.Max(l => Html.Short(l.Label, MostLetters).Length), 8, 16, 8);
        var names = new CategoryAxis { Position = AxisPosition.Left, TickStyle = TickStyle.None, GapWidth = 0.35, AxislineStyle = LineStyle.None };
        var plain = new BarSeries { Title = "plain", FillColor = ChartStyle.Plain, StrokeThickness = 0 };
        var chosen = new BarSeries { Title = "chosen", FillColor = ChartStyle.Chosen, StrokeThickness = 0 };
        foreach (Layer layer in layers.Reverse())
        {
            names.Labels.Add(Html.Short(layer.Label, MostLetters));
            plain.Items.Add(new BarItem(layer.PlainDb ?? double.NaN));
            chosen.Items.Add(new BarItem(layer.ChosenDb ?? double.NaN));
        }
        model.Axes.Add(names);
        model.Axes.Add(ChartStyle.Styled(new LinearAxis { Position = AxisPosition.Bottom, MinimumPadding = 0, AbsoluteMinimum = 0 }, "SQNR of the result, dB"));
        model.Series.Add(chosen);
        if (both)
        {
            model.Series.Add(plain);
            model.Legends.Add(new Legend { LegendPosition = LegendPosition.TopLeft, LegendPlacement = LegendPlacement.Outside, LegendOrientation = LegendOrientation.Horizontal });
        }
        return ChartStyle.Draw(model, 1000, 70 + (both ? 26 : 20) * layers.Count, "exactness of each layer");
    }
}
