using System.Globalization;
using System.Runtime.InteropServices;
using System.Xml.Linq;
using Qcc.Check;
using Qcc.Core.Diagnostics;

namespace Qcc.Report.Sections;

/// <summary>What made the file, to repeat it.</summary>
sealed class OriginSection : IReportSection
{
    public string Title => "Origin";

    public IEnumerable<XElement> Content(ReportSource source)
    {
        CompileReport report = source.Report;
        object[][] rows =
        [
            ["command", Html.Name(source.CommandLine, int.MaxValue)],
            ["target", report.Target],
            ["qcc", ProductVersion.Text],
            ["input", new[] { Html.Name(source.Result.ModelPath, int.MaxValue), new XElement("div", new XElement("code", $"SHA-256 {report.InputSha256}")) }],
            .. report.OutputSha256 is { } hash ? new object[][] { ["output", new XElement("code", $"SHA-256 {hash}")] } : [],
            ["opset", report.Opset.ToString(CultureInfo.InvariantCulture)],
            ["machine", $"{RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}, {Quantity.Things(Environment.ProcessorCount, "core")}"],
            ["time", $"{Quantity.Seconds(report.CalibrationSeconds)} to calibrate, {Quantity.Seconds(report.TotalSeconds)} in all"],
        ];
        yield return Html.Table(["", ""], rows);
    }
}
