using System.Xml.Linq;
using Qcc.Check;
using Qcc.Core.Diagnostics;
using Qcc.Core.Quantization;

namespace Qcc.Report.Sections;

/// <summary>Every decision with its reason.</summary>
sealed class DecisionsSection : IReportSection
{
    /// <summary>Rows: beyond them the plan file is the better place to look.</summary>
    const int Most = 2000;

    public string Title => "Decisions";

    public IEnumerable<XElement> Content(ReportSource source)
    {
        IReadOnlyList<LayerReport> layers = source.Report.Layers;
        string shown = layers.Count > Most ? $"The first {Most} of {layers.Count} nodes (--save-plan writes all)" : Quantity.Things(layers.Count, "node");
        yield return Html.Folded(shown, Html.Table(["node", "operator", "runs in", Html.Numbers("SQNR"), "why"], layers.Take(Most).Select(l => new object[]
        {
            Html.Name(l.Node), l.Operator, Place(l), l.SqnrDb is { } db ? Quantity.Decibels(db) : "", l.Reason,
        })));
    }

    /// <summary>The kernel of a layer where it is known, else what it runs in.</summary>
    public static string Place(LayerReport layer) => layer.Planned == Placement.Absorbed ? "the kernel before" : layer.Kernel.Length > 0 ? layer.Kernel : layer.IsInteger ? "integers" : "float";
}
