using System.Reflection;
using System.Text;
using Qcc.Core.Diagnostics;

namespace Qcc.Cli.Tests.Pages;

/// <summary>docs/diagnostics.md: every kind of diagnostic with its example.</summary>
static class DiagnosticsPage
{
    static readonly (char Digit, string Stage)[] Stages =
    [
        ('0', "Command line and tools"), ('1', "Models"), ('2', "Calibration and evaluation data"), ('3', "Quantization"), ('4', "Targets"), ('5', "Check"), ('6', "Input and output"),
    ];

    /// <summary>Every kind in the assemblies of the product, by code.</summary>
    public static IReadOnlyList<DiagnosticKind> Kinds()
    {
        var seen = new HashSet<string>();
        var pending = new Stack<Assembly>([typeof(Application).Assembly]);
        var kinds = new List<DiagnosticKind>();
        while (pending.TryPop(out Assembly? assembly))
        {
            if (seen.Add(assembly.FullName!))
            {
                IEnumerable<object?> members = assembly.GetTypes().Where(t => !t.ContainsGenericParameters).SelectMany(t =>
                    t.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic).Where(f => typeof(DiagnosticKind).IsAssignableFrom(f.FieldType)).Select(f => f.GetValue(null)));
                kinds.AddRange(members.OfType<DiagnosticKind>());
                foreach (AssemblyName name in assembly.GetReferencedAssemblies().Where(n => n.Name!.StartsWith("Qcc", StringComparison.Ordinal)))
                {
                    pending.Push(Assembly.Load(name));
                }
            }
        }
        return [.. kinds.Distinct().OrderBy(k => k.Code, StringComparer.Ordinal)];
    }

    public static string Generate()
    {
        var page = new StringBuilder();
        page.Append("# Diagnostics\n\nGenerated from the code; `./test --accept` writes it again. Each text is an example: numbers and names are those of a case.\n\n");
        page.Append("A line reads `file : error CODE: what is wrong; what to do`. `--no-warn CODE` hides a warning, `--warn-as-error=CODE` makes it an error.\n\n");
        IReadOnlyList<DiagnosticKind> kinds = Kinds();
        foreach ((char digit, string stage) in Stages)
        {
            DiagnosticKind[] group = [.. kinds.Where(k => k.Code[3] == digit)];
            if (group.Length == 0)
            {
                continue;
            }
            page.Append($"## {stage}: QCC{digit}xxx, exit code {ExitOf(group)}\n\n| code | severity | what is wrong | what to do |\n|---|---|---|---|\n");
            foreach (DiagnosticKind kind in group)
            {
                Diagnostic sample = kind.Sample();
                page.Append($"| [{kind.Code}](diagnostics/{kind.Code}.md) | {kind.Severity.ToString().ToLowerInvariant()} | {DiagnosticPage.Cell(sample.Text)} | {DiagnosticPage.Cell(sample.Remedy)} |\n");
            }
            page.Append('\n');
        }
        return page.ToString().TrimEnd('\n') + "\n";
    }

    /// <summary>The exit code of most of a group, and in brackets those of the others.</summary>
    static string ExitOf(DiagnosticKind[] group)
    {
        IGrouping<ExitCode, string>[] exits = [.. group.Select(k => k.Code).GroupBy(ExitCodes.Of).OrderByDescending(g => g.Count())];
        string others = string.Join("; ", exits.Skip(1).Select(g => $"{string.Join(", ", g)}: {(int)g.Key}"));
        return others.Length > 0 ? $"{(int)exits[0].Key} ({others})" : $"{(int)exits[0].Key}";
    }
}
