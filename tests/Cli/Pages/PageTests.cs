using Qcc.Core.Diagnostics;

namespace Qcc.Cli.Tests.Pages;

public sealed class PageTests
{
    [Fact]
    public void The_page_of_options_is_what_the_command_line_says() => CommittedPage.Check(["docs", "options.md"], OptionsPage.Generate());

    [Fact]
    public void The_page_of_diagnostics_is_what_the_code_says() => CommittedPage.Check(["docs", "diagnostics.md"], DiagnosticsPage.Generate());

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
