using Qcc.Core.Diagnostics;
using Qcc.Targets;

namespace Qcc.Cli.Tests.Pages;

public sealed class PageTests
{
    [Fact]
    public void The_page_of_options_is_what_the_command_line_says() => CommittedPage.Check(["docs", "options.md"], OptionsPage.Generate());

    [Fact]
    public void The_page_of_diagnostics_is_what_the_code_says() => CommittedPage.Check(["docs", "diagnostics.md"], DiagnosticsPage.Generate());

    public static TheoryData<string> Codes => [.. DiagnosticsPage.Kinds().Select(k => k.Code)];

    [Theory]
    [MemberData(nameof(Codes))]
    public void Each_diagnostic_has_a_page(string code) => CommittedPage.Check(["docs", "diagnostics", $"{code}.md"], DiagnosticPage.Generate(DiagnosticsPage.Kinds().Single(k => k.Code == code)));

    [Fact]
    public void No_page_is_left_of_what_is_gone() => CommittedPage.CheckFolder(["docs", "diagnostics"], [.. DiagnosticsPage.Kinds().Select(k => $"{k.Code}.md")]);

    public static TheoryData<string> Targets => [.. TargetRegistry.All.Select(t => t.Name)];

    [Theory]
    [MemberData(nameof(Targets))]
    public void Each_target_has_a_page_of_what_it_runs(string target) => CommittedPage.Check(["docs", "targets", $"{target}.md"], TargetPages.Generate(TargetRegistry.Find(target)!));

    [Fact]
    public void The_list_of_diagnostics_is_whole() => Assert.Equal(DiagnosticsPage.Kinds().Select(k => k.Code), AllDiagnostics.Kinds.Select(k => k.Code).Order(StringComparer.Ordinal));

    [Fact]
    public void A_code_means_one_thing() =>
        Assert.Empty(DiagnosticsPage.Kinds().GroupBy(k => k.Code).Where(g => g.Count() > 1).Select(g => g.Key));

    [Fact]
    public void Every_diagnostic_is_one_line_with_cause_and_remedy() => Assert.All(DiagnosticsPage.Kinds(), kind =>
    {
        Diagnostic sample = kind.Sample();
        Assert.Matches("^QCC[0-6][0-9]{3}$", kind.Code);
        Assert.NotEqual("", sample.Text);
        Assert.NotEqual("", sample.Remedy);
        Assert.DoesNotContain('\n', sample.ToString());
        Assert.Matches("^.+ : (error|warning|info) QCC[0-9]{4}: .+; .+$", sample.ToString());
    });
}
