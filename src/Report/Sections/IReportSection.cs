using System.Xml.Linq;

namespace Qcc.Report.Sections;

/// <summary>A part of the page.</summary>
interface IReportSection
{
    string Title { get; }

    /// <summary>What stands below the title; nothing where the compile has nothing to show here.</summary>
    IEnumerable<XElement> Content(ReportSource source);
}
