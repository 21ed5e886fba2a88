using System.Globalization;
using System.Xml.Linq;
using OxyPlot;
using OxyPlot.Axes;

namespace Qcc.Report.Charts;

/// <summary>What all charts have in common, and how they become part of the page.</summary>
static class ChartStyle
{
    public static readonly OxyColor Ink = OxyColor.Parse("#57606a"), Grid = OxyColor.Parse("#e4e8ec"), Chosen = OxyColor.Parse("#0a58a8"),
        Plain = OxyColor.Parse("#9ab8d6"), Outside = OxyColor.Parse("#d1672b"), Limit = OxyColor.Parse("#1a7f37");

    static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    public static PlotModel Model() => new()
    {
        DefaultFont = "Arial",
        DefaultFontSize = 11,
        TextColor = Ink,
        PlotAreaBorderColor = Grid,
        PlotAreaBorderThickness = new OxyThickness(1),
        Background = OxyColors.Undefined,
    };

    /// <summary>Gives an axis the page's look.</summary>
    public static T Styled<T>(T axis, string title)
        where T : Axis
    {
        axis.Title = title;
        // Text is measured with the metrics of another font, which is narrower.
        axis.AxisTitleDistance = axis.IsVertical() ? 14 : 6;
        axis.MajorGridlineStyle = LineStyle.Solid;
        axis.MajorGridlineColor = Grid;
        axis.TicklineColor = Grid;
        axis.AxislineStyle = LineStyle.None;
        axis.MinorTickSize = 0;
        return axis;
    }

    /// <summary>Gives the parts of several charts of one page different names: a name counts for the page as a whole.</summary>
    public static void MakeNamesUnique(XElement page)
    {
        int chart = 0;
        foreach (XElement svg in page.Descendants(Svg + "svg"))
        {
            string suffix = string.Create(CultureInfo.InvariantCulture, $"-{++chart}");
            foreach (XAttribute attribute in svg.Descendants().Attributes())
            {
                if (attribute.Name == "id")
                {
                    attribute.Value += suffix;
                }
                else if (attribute.Value.StartsWith("url(#", StringComparison.Ordinal))
                {
                    attribute.Value = attribute.Value.Replace(")", suffix + ")", StringComparison.Ordinal);
                }
            }
        }
    }

    /// <summary>The chart as an element of the page that scales with it.</summary>
    /// <param name="title">What the chart shows, for those who cannot see it.</param>
    public static XElement Draw(PlotModel model, double width, double height, string title)
    {
        XElement svg = XElement.Parse(SvgExporter.ExportToString(model, width, height, isDocument: false));
        svg.SetAttributeValue("viewBox", FormattableString.Invariant($"0 0 {width} {height}"));
        svg.SetAttributeValue("role", "img");
        svg.AddFirst(new XElement(Svg + "title", title));
        return svg;
    }
}
