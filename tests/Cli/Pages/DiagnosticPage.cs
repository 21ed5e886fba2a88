using System.Text;
using Qcc.Core.Diagnostics;

namespace Qcc.Cli.Tests.Pages;

/// <summary>docs/diagnostics/CODE.md: one diagnostic, for those who look its code up.</summary>
static class DiagnosticPage
{
    public static string Generate(DiagnosticKind kind)
    {
        Diagnostic sample = kind.Sample();
        var page = new StringBuilder();
        page.Append($"# {kind.Code}\n\nGenerated from the code; `./test --accept` writes it again. Numbers and names are those of an example. [All diagnostics](../diagnostics.md)\n\n");
        page.Append($"```\n{sample}\n```\n\n");
        page.Append($"**What is wrong:** {Cell(sample.Text)}.\n\n**What to do:** {Cell(sample.Remedy)}.\n\n");
        page.Append(kind.Severity == Severity.Error
            ? $"An error: nothing is written, the exit code is {(int)ExitCodes.Of(kind.Code)} ([exit codes](../cli.md#exit-codes)).\n"
            : $"{(kind.Severity == Severity.Warning ? "A warning" : "A note")}: the call goes on. `--no-warn {kind.Code}` hides it, `--warn-as-error={kind.Code}` makes it an error with exit code {(int)ExitCodes.Of(kind.Code)}.\n");
        return page.ToString();
    }

    public static string Cell(string text) => Escape.ForTerminal(text, int.MaxValue).Replace("|", "\\|", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal);
}
