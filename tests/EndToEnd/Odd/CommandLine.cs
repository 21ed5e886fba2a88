using Qcc.Cli;

namespace Qcc.EndToEnd.Tests.Odd;

/// <summary>A run of the command line without a process.</summary>
/// <param name="Exit">The exit code.</param>
/// <param name="Lines">Standard error, line by line.</param>
sealed record CommandLine(int Exit, IReadOnlyList<string> Lines)
{
    /// <summary>The lines that report an error.</summary>
    public string[] Errors => [.. Lines.Where(l => l.Contains(" : error QCC", StringComparison.Ordinal))];

    /// <summary>All of standard error.</summary>
    public string Text => string.Join('\n', Lines);

    public static async Task<CommandLine> Run(params string[] words)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var terminal = new Terminal(output, error) { OpenOutput = () => new MemoryStream() };
        int exit = await Application.RunAsync(words, terminal);
        return new CommandLine(exit, error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
