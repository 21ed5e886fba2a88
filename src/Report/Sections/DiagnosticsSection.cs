using System.Xml.Linq;
using Qcc.Core.Diagnostics;

namespace Qcc.Report.Sections;

/// <summary>What the compile warned of, with the remedies.</summary>
sealed class DiagnosticsSection : IReportSection
{
    public string Title => "Warnings";

    public IEnumerable<XElement> Content(ReportSource source) =>
        from diagnostic in source.Result.Diagnostics
        where diagnostic.Severity is Severity.Warning or Severity.Error
        select new XElement("div", new XAttribute("class", diagnostic.Severity == Severity.Error ? "error" : "warning"),
            new XElement("code", diagnostic.Code), " ", Html.Text($"{diagnostic.Text}; {diagnostic.Remedy}"));
}
