using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;
using Qcc.Core.Rewrite;
using Qcc.Core.Text;
using Qcc.Core.Verify;

namespace Qcc.Testing.Cases;

/// <summary>Runs a pass on cases and compares exact texts after renumbering.</summary>
/// <param name="pass">The pass that the cases are of.</param>
/// <param name="runtime">What the pass may compute with.</param>
public sealed class CaseRunner(Pass pass, IFloatRuntime runtime)
{
    /// <summary>Opset of cases that show a graph and no model.</summary>
    const int DefaultOpset = 21;

    static readonly PrintOptions Numbered = new() { Names = ValueNames.Numbered, InlineLimit = int.MaxValue };

    /// <summary>Whether differences are written into the files (<c>./test --accept</c>).</summary>
    public bool Accepts { get; init; } = Environment.GetEnvironmentVariable("QCC_ACCEPT") == "1";

    /// <summary>Runs every case of a file; returns the differences, one text each, none where all agree or were accepted.</summary>
    public IReadOnlyList<string> Run(CaseFile file)
    {
        var differences = new List<string>();
        var accepted = new List<Case>();
        foreach (Case one in file.Cases)
        {
            string actual = Outcome(file, one), expected = Normalized(file, one);
            accepted.Add(actual == expected ? one : one with { Expected = actual });
            if (actual != expected)
            {
                differences.Add($"{file.Path}({one.ExpectedLine}): case {one.Title}\nexpected:\n{expected}\nactual:\n{actual}\n");
            }
        }
        if (Accepts && differences.Count > 0)
        {
            File.WriteAllText(file.Path, CaseFile.Format(file.Header, accepted));
            return [];
        }
        return differences;
    }

    /// <summary>What the pass does: the text after it, "declined: reasons" or "unchanged".</summary>
    string Outcome(CaseFile file, Case one)
    {
        Model model = Parse(one.Before, new ParseOptions { File = file.Path, FirstLine = one.BeforeLine });
        string before = Print(one, model);
        Verify(model, "before");
        var context = new PassContext(model, runtime, new DiagnosticList()) { File = file.Path };
        bool changed = pass.Run(model.Graph, context);
        Verify(model, "after");
        string after = Print(one, model);
        if (changed != (before != after))
        {
            return $"error: the pass says that it changed {(changed ? "something" : "nothing")}, and the text is\n{after}";
        }
        string[] reasons = [.. context.Trace.Select(t => t.Declined).OfType<string>().Distinct()];
        return changed ? after : reasons.Length > 0 ? $"declined: {string.Join("; ", reasons)}" : "unchanged";
    }

    /// <summary>The expected text with the numbers that printing gives, so that cases may use names that read well.</summary>
    static string Normalized(CaseFile file, Case one) => IsText(one.Expected)
        ? Print(one, Parse(one.Expected, new ParseOptions { File = file.Path, FirstLine = one.ExpectedLine + 1 }))
        : one.Expected;

    static Model Parse(string text, ParseOptions options)
    {
        if (text.StartsWith("model", StringComparison.Ordinal))
        {
            return GraphParser.ParseModel(text, options);
        }
        var model = new Model(GraphParser.ParseGraph(text, options));
        model.SetOpset("", DefaultOpset);
        return model;
    }

    static string Print(Case one, Model model) => (one.Before.StartsWith("model", StringComparison.Ordinal)
        ? GraphPrinter.Print(model, Numbered)
        : GraphPrinter.Print(model.Graph, Numbered)).TrimEnd();

    static bool IsText(string outcome) => outcome.StartsWith("graph", StringComparison.Ordinal) || outcome.StartsWith("model", StringComparison.Ordinal);

    void Verify(Model model, string when)
    {
        IReadOnlyList<Finding> findings = Verifier.Verify(model);
        if (findings.Count > 0)
        {
            throw new InvalidOperationException($"{when} {pass.Name}: {string.Join("; ", findings)}");
        }
    }
}
