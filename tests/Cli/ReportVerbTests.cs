using System.Text.RegularExpressions;
using System.Xml.Linq;
using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Onnx;
using Qcc.Testing;

namespace Qcc.Cli.Tests;

public sealed partial class ReportVerbTests : ModelFiles
{
    static readonly string Net = Repository.Path("testmodels", "nets", "fashion-resnet", "model.onnx"), Samples = Repository.Path("testmodels", "nets", "fashion-resnet", "calib.npz");

    static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    static XElement Page(string html) => XElement.Parse(html[html.IndexOf("<html", StringComparison.Ordinal)..]);

    static string[] Titles(XElement page) => [.. page.Descendants("h2").Select(h => h.Value)];

    [Fact]
    public async Task A_page_holds_all_that_it_shows_and_nothing_that_runs()
    {
        CliRun run = await CliRun.Of("report", Net, "-c", Samples, "-o", PathOf("page.html"), "--json");
        Assert.Equal(ExitCode.Done, run.Exit);
        string html = File.ReadAllText(PathOf("page.html"));
        XElement page = Page(html);
        Assert.InRange(html.Length, 10_000, 2_000_000);
        Assert.DoesNotContain(page.Descendants(), e => e.Name.LocalName is "script" or "link" or "img" or "iframe" or "object");
        Assert.DoesNotContain(page.Descendants().Attributes(), a => a.Name.LocalName is "src" or "href" || a.Name.LocalName.StartsWith("on", StringComparison.Ordinal));
        Assert.DoesNotMatch(External(), html);
        string[] ids = [.. page.Descendants().Attributes("id").Select(a => a.Value)];
        Assert.Equal(ids.Length, ids.Distinct().Count());
        Assert.Equal(["Verdict", "Remedies, one after the other", "Layers", "What stayed float", "Ranges", "Decisions", "Origin"], Titles(page).Except(["Warnings", "Channels, before and after equalization"]));
    }

    /// <summary>The figures are those of the compile: a range's ends enclose the codes, and the last file is the one that is written.</summary>
    [Fact]
    public async Task The_last_file_is_the_one_that_a_compile_writes()
    {
        CliRun page = await CliRun.Of("report", Net, "-c", Samples, "-o", PathOf("page.html"), "--json");
        CliRun compile = await CliRun.Of(Net, "-c", Samples, "-o", PathOf("model.int8.onnx"), "--json");
        var files = page.Json["files"]!.AsArray();
        Assert.Equal("float", (string)files[0]!["name"]!);
        Assert.Equal(1, (double)files[0]!["ratio"]!);
        Assert.Equal((string)compile.Json["method"]!, (string)files[^1]!["name"]!);
        Assert.Equal((double)compile.Json["quality"]!["sqnr_db"]!, (double)files[^1]!["sqnr_db"]!);
        Assert.Equal((long)compile.Json["outputs"]![0]!["bytes"]!, (long)files[^1]!["bytes"]!);
        Assert.True((double)files[1]!["sqnr_db"]! <= (double)files[^1]!["sqnr_db"]! + 0.5, "remedies make the plain file better");
        Assert.NotEmpty(Page(File.ReadAllText(PathOf("page.html"))).Descendants(Svg + "svg"));
    }

    [Fact]
    public async Task Code_has_its_memory_plan()
    {
        string net = Repository.Path("testmodels", "nets", "digits-mlp", "model.onnx"), samples = Repository.Path("testmodels", "nets", "digits-mlp", "calib.npz");
        Assert.Equal(ExitCode.Done, (await CliRun.Of("report", net, "-c", samples, "-t", "c-mcu", "-o", PathOf("page.html"))).Exit);
        XElement page = Page(File.ReadAllText(PathOf("page.html")));
        Assert.Contains("Memory plan", Titles(page));
        XElement plan = page.Descendants("section").Single(s => s.Element("h2")!.Value == "Memory plan");
        // The arena is that of the code, and no layer has more alive than fits.
        Assert.Equal(ExitCode.Done, (await CliRun.Of(net, "-c", samples, "-t", "c-mcu", "-o", PathOf("code"))).Exit);
        string size = ArenaSize().Match(string.Concat(Directory.GetFiles(PathOf("code"), "*.h").Select(File.ReadAllText))).Groups[1].Value;
        long arena = long.Parse(size, System.Globalization.CultureInfo.InvariantCulture);
        Assert.Contains($"an arena of {arena.ToString("N0", System.Globalization.CultureInfo.InvariantCulture)} bytes", plan.Value, StringComparison.Ordinal);
        long[] alive = [.. plan.Descendants("tbody").Elements("tr").Select(r => long.Parse(r.Elements("td").ElementAt(2).Value, System.Globalization.NumberStyles.AllowThousands, System.Globalization.CultureInfo.InvariantCulture))];
        Assert.Equal(alive.OrderDescending(), alive);
        Assert.InRange(alive[0], arena / 2, arena);
        Assert.Single(plan.Descendants(Svg + "svg"));
    }

    [GeneratedRegex(@"_ARENA_SIZE ([0-9]+)")]
    private static partial Regex ArenaSize();

    [Fact]
    public async Task What_stays_float_is_told_without_charts()
    {
        CliRun run = await CliRun.Of("report", WriteModel(), "-o", "-");
        string html = System.Text.Encoding.UTF8.GetString(run.Bytes);
        Assert.Equal(ExitCode.Done, run.Exit);
        Assert.Contains("Nothing became integer", html, StringComparison.Ordinal);
        Assert.Empty(Page(html).Descendants(Svg + "svg"));
    }

    [Fact]
    public async Task Names_from_a_model_are_text_and_never_elements()
    {
        const string Hostile = "</code><script>alert('1')</script>\u0001\u202e\uffff&amp;\"";
        var graph = new Graph("net", new NameScope());
        Value x = graph.AddInput("x", new TensorType(ElementType.F32, [Dim.Of("N"), 256]));
        Value w = graph.AddConstant("w", Tensor.Of([.. Enumerable.Range(0, 256 * 64).Select(i => MathF.Sin(i))], 256, 64));
        Node product = graph.Insert(null, MatrixOperators.MatMul, [x, w], Hostile);
        product.Name = Hostile;
        Value y = graph.Insert(null, ActivationOperators.Relu, [product.Output], "y").Output;
        y.Type = new TensorType(ElementType.F32, [Dim.Of("N"), 64]);
        graph.AddOutput(y);
        var model = new Model(graph) { IrVersion = 8 };
        model.SetOpset("", 17);
        ModelExporter.Export(model).WriteTo(PathOf("model.onnx"));
        CliRun run = await CliRun.Of("report", PathOf("model.onnx"), "--prefer", "size", "-o", PathOf("page.html"));
        Assert.Equal(ExitCode.Done, run.Exit);
        string html = File.ReadAllText(PathOf("page.html"));
        XElement page = Page(html);
        Assert.DoesNotContain("<script", html, StringComparison.Ordinal);
        Assert.DoesNotContain('\u0001', html);
        Assert.DoesNotContain('\u202e', html);
        Assert.Contains(page.Descendants("code"), c => c.Value.Contains("<script>alert('1')</script>\\x01\\u202e\ufffd&amp;\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_file_that_is_no_report_is_not_replaced()
    {
        File.WriteAllText(PathOf("page.html"), "<html>mine</html>");
        CliRun refused = await CliRun.Of("report", WriteModel(), "-o", PathOf("page.html"));
        Assert.Contains("QCC6004", refused.Error, StringComparison.Ordinal);
        Assert.Equal("<html>mine</html>", File.ReadAllText(PathOf("page.html")));
        Assert.Equal(ExitCode.Done, (await CliRun.Of("report", WriteModel(), "-o", PathOf("page.html"), "--force")).Exit);
        Assert.Equal(ExitCode.Done, (await CliRun.Of("report", WriteModel(), "-o", PathOf("page.html"))).Exit);
    }

    [Fact]
    public async Task A_compile_that_fails_writes_no_page()
    {
        CliRun run = await CliRun.Of("report", PathOf("none.onnx"), "-o", PathOf("page.html"));
        Assert.Equal(ExitCode.InputOutput, run.Exit);
        Assert.False(File.Exists(PathOf("page.html")));
        Assert.Equal(ExitCode.Usage, (await CliRun.Of("report", WriteModel(), "-o", "-", "--json")).Exit);
    }

    /// <summary>Anything that a browser would fetch; the names of the SVG standard are no addresses.</summary>
    [GeneratedRegex(@"url\((?!#)|@import|https?://(?!www\.w3\.org/)")]
    private static partial Regex External();
}
