using System.Text;
using System.Xml;
using System.Xml.Linq;
using Qcc.Report.Charts;
using Qcc.Report.Sections;

namespace Qcc.Report;

/// <summary>
/// A compile as one HTML file: verdict, files tried, layers, ranges, decisions. It holds all it shows: no script, no font, no picture is fetched.
/// </summary>
public static class ReportPage
{
    /// <summary>The sections in the order of the page; one without content is left out.</summary>
    static readonly IReadOnlyList<IReportSection> Sections =
    [
        new VerdictSection(), new DiagnosticsSection(), new FilesSection(), new LayersSection(), new FloatSection(), new MemorySection(), new RangesSection(), new ChannelsSection(), new DecisionsSection(), new OriginSection(),
    ];

    /// <summary>The first line of the head, by which a page of ours is known.</summary>
    const string Generator = "qcc report";

    /// <summary>Whether a file is such a page.</summary>
    public static bool IsPage(string path)
    {
        try
        {
            using StreamReader reader = File.OpenText(path);
            var head = new char[400];
            return new string(head, 0, reader.ReadBlock(head)).Contains($"content=\"{Generator}\"", StringComparison.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Writes the page as UTF-8.</summary>
    /// <exception cref="ArgumentException">The compile failed, or was made without <see cref="CompileOptions.Details"/>.</exception>
    public static void Write(ReportRequest request, Stream stream)
    {
        using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);
        writer.WriteLine("<!DOCTYPE html>");
        using XmlWriter xml = XmlWriter.Create(writer, new XmlWriterSettings { OmitXmlDeclaration = true, ConformanceLevel = ConformanceLevel.Fragment });
        XElement page = Page(ReportSource.Of(request));
        ChartStyle.MakeNamesUnique(page);
        page.WriteTo(xml);
    }

    static XElement Page(ReportSource source)
    {
        string title = $"{Html.Short(Path.GetFileName(source.Result.ModelPath), 100)} for {source.Report.Target}";
        return new XElement("html", new XAttribute("lang", "en"),
            new XElement("head",
                new XElement("meta", new XAttribute("charset", "utf-8")),
                new XElement("meta", new XAttribute("name", "generator"), new XAttribute("content", Generator)),
                new XElement("meta", new XAttribute("name", "viewport"), new XAttribute("content", "width=device-width, initial-scale=1")),
                new XElement("title", title),
                new XElement("style", Style.Sheet)),
            new XElement("body", new XElement("main",
                new XElement("h1", title),
                from section in Sections
                let content = section.Content(source).ToArray()
                where content.Length > 0
                select new XElement("section", new XElement("h2", section.Title), content))));
    }
}
