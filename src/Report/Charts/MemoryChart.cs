using System.Globalization;
using System.Xml.Linq;
using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Series;
using Qcc.Codegen.C;

namespace Qcc.Report.Charts;

/// <summary>An arena: layers to the right, bytes upwards, a box for each buffer.</summary>
static class MemoryChart
{
    /// <param name="peak">The layer at which most is alive.</param>
    public static XElement Draw(MemoryPlan plan, int peak)
    {
        PlotModel model = ChartStyle.Model();
        model.Axes.Add(ChartStyle.Styled(new LinearAxis { Position = AxisPosition.Bottom, Minimum = 0.5, Maximum = plan.Layers.Count + 0.5, MinimumMajorStep = 1 }, "layer"));
        model.Axes.Add(ChartStyle.Styled(new LinearAxis { Position = AxisPosition.Left, Minimum = 0, Maximum = plan.ArenaBytes, LabelFormatter = y => y.ToString("N0", CultureInfo.InvariantCulture) }, "byte of the arena"));
        var boxes = new RectangleBarSeries { StrokeColor = OxyColors.White, StrokeThickness = 1 };
        foreach (ArenaBuffer buffer in plan.Buffers)
        {
            // What is copied at the end lives to the end of the last layer.
            boxes.Items.Add(new RectangleBarItem(buffer.First + 0.5, buffer.Offset, Math.Min(buffer.Last, plan.Layers.Count - 1) + 1.5, buffer.Offset + buffer.Bytes)
            {
                Color = buffer.LivesAt(peak) ? ChartStyle.Outside : ChartStyle.Plain,
            });
        }
        model.Series.Add(boxes);
        return ChartStyle.Draw(model, 1000, 360, "the arena over the layers");
    }
}
