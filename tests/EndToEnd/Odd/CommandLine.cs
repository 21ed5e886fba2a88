using Qcc.Cli;

namespace Qcc.EndToEnd.Tests.Odd;

/// <summary>A run of the command line without a process.</summary>
/// <param name="Exit">The exit code.</param>
/// <param name="Lines">Standard error, line by line.</param>
sealed record CommandLine(int Exit, IReadOnlyList<string> Lines)
{
    /// <summary>All of standard error.</summary>
    public string Text => string.Join('\n', Lines);

    /// <summary>One error, of this code and with these pieces of text, and nothing else.</summary>
    public void AssertOneError(int exit, string code, IEnumerable<string> says)
    {
        Assert.True(exit == Exit, $"exit {Exit} instead of {exit}: {Text}");
        string line = Assert.Single(Lines);
        Assert.Contains($" : error {code}: ", line, StringComparison.Ordinal);
        Assert.All(says, piece => Assert.Contains(piece, line, StringComparison.Ordinal));
        Assert.DoesNotContain("ErrorCode", line, StringComparison.Ordinal);
    }

    public static async Task<CommandLine> Run(params string[] words)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var terminal = new Terminal(output, error) { OpenOutput = () => new MemoryStream() };
        int exit = await Application.RunAsync(words, terminal);
        return new CommandLine(exit, error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
