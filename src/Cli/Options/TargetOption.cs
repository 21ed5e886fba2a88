using System.CommandLine;
using Qcc.Core.Diagnostics;
using Qcc.Targets;

namespace Qcc.Cli.Options;

/// <summary><c>--target NAME</c>.</summary>
sealed class TargetOption
{
    readonly Option<string> _name = new("--target", "-t") { Description = "What to compile for, see 'qcc list targets'", HelpName = "NAME", DefaultValueFactory = _ => "int8-cpu" };

    public TargetOption() => _name.CompletionSources.Add([.. TargetRegistry.All.Select(t => t.Name)]);

    public void AddTo(Command command) => command.Add(_name);

    public string Read(ParseResult line) => line.GetRequiredValue(_name);

    /// <summary>The target of that name.</summary>
    /// <exception cref="DiagnosticException">There is none (QCC0104, with the nearest names).</exception>
    public static Target Find(string name) => TargetRegistry.Find(name) ?? throw new DiagnosticException(UsageDiagnostics.NoSuchName.At(UsageDiagnostics.Place,
        new UnknownName("target", name, NearestNames.To(name, TargetRegistry.All.Select(t => t.Name)), "qcc list targets")));
}
