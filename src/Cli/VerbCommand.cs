using System.CommandLine;

namespace Qcc.Cli;

/// <summary>A verb with the examples that its help ends with.</summary>
sealed class VerbCommand(string name, string description, params IReadOnlyList<string> examples) : Command(name, description)
{
    public IReadOnlyList<string> Examples { get; } = examples;
}
