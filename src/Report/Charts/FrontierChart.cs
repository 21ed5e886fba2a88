using System.Globalization;
using System.Xml.Linq;
using OxyPlot;
using OxyPlot.Annotations;
using OxyPlot.Axes;
using OxyPlot.Series;

namespace Qcc.Report.Charts;

/// <summary>Exactness against what it costs; up and to the left is better. Files that no other beats in both are joined.</summary>
static class FrontierChart
{
    /// <param name="Number">The number that the point carries.</param>
    /// <param name="Cost">Relative to the float model.</param>
    public sealed record Point(int Number, double Cost, double Db, bool IsChosen);

    /// <param name="cost">What is on the horizontal axis, with its unit.</param>
    public static XElement Draw(IReadOnlyList<Point> points, string cost)
    {
        PlotModel model = ChartStyle.Model();
        // Annotations, as the points are, widen no axis.
        (double left, double right) = Around(points.Select(p => p.Cost), 0.02);
        (double low, double high) = Around(points.Select(p => p.Db), 1);
        model.Axes.Add(ChartStyle.Styled(new LinearAxis { Position = AxisPosition.Bottom, Minimum = left, Maximum = right, LabelFormatter = x => x.ToString("0.###", CultureInfo.InvariantCulture) }, cost));
        model.Axes.Add(ChartStyle.Styled(new LinearAxis { Position = AxisPosition.Left, Minimum = low, Maximum = high }, "SQNR, dB"));
        var frontier = new LineSeries { Color = ChartStyle.Grid, StrokeThickness = 2 };
        frontier.Points.AddRange(points.Where(p => !points.Any(o => o.Cost <= p.Cost && o.Db >= p.Db && o != p && (o.Cost < p.Cost || o.Db > p.Db))).OrderBy(p => p.Cost).Select(p => new DataPoint(p.Cost, p.Db)));
        model.Series.Add(frontier);
        foreach (Point point in points)
        {
            model.Annotations.Add(new PointAnnotation
            {
                X = point.Cost,
                Y = point.Db,
                Shape = MarkerType.Circle,
                Size = point.IsChosen ? 6 : 4,
                Fill = point.IsChosen ? ChartStyle.Chosen : ChartStyle.Plain,
                Text = point.Number.ToString(CultureInfo.InvariantCulture),
                TextColor = ChartStyle.Ink,
            });
        }
        return ChartStyle.Draw(model, 500, 280, $"exactness against {cost}");
    }

    static (double Low, double High) Around(IEnumerable<double> values, double least)
    {
        (double low, double high) = (values.Min(), values.Max());
        double margin = Math.Max((high - low) * 0.15, least);
        return (low - margin, high + margin);
    }
}
