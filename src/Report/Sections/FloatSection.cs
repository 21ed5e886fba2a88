using System.Globalization;
using System.Xml.Linq;
using Qcc.Check;
using Qcc.Core.Quantization;

namespace Qcc.Report.Sections;

/// <summary>What stayed float and why.</summary>
sealed class FloatSection : IReportSection
{
    public string Title => "What stayed float";

    public IEnumerable<XElement> Content(ReportSource source)
    {
        LayerReport[] floats = [.. source.Report.Layers.Where(l => !l.IsInteger && l.Planned != Placement.Absorbed)];
        if (floats.Length == 0)
        {
            yield break;
        }
        yield return Html.Table(["reason", Html.Numbers("nodes"), "which"], floats.GroupBy(l => l.Reason, StringComparer.Ordinal).OrderByDescending(g => g.Count()).Select(g => new object[]
        {
            g.Key, g.Count().ToString(CultureInfo.InvariantCulture), Names([.. g]),
        }));
    }

    static object Names(LayerReport[] layers)
    {
        const int Shown = 4;
        XElement Of(LayerReport layer) => new("div", Html.Name(layer.Node), Html.Text($" {layer.Operator}"));
        XElement[] first = [.. layers.Take(Shown).Select(Of)];
        return layers.Length <= Shown ? first : new object[] { first, Html.Folded($"{layers.Length - Shown} more", layers.Skip(Shown).Select(Of)) };
    }
}
