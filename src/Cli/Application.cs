using System.CommandLine;
using System.CommandLine.Invocation;
using Qcc.Cli.Usage;

namespace Qcc.Cli;

/// <summary>The program without a process: words and a terminal in, an exit code out.</summary>
static class Application
{
    public static async Task<int> RunAsync(IReadOnlyList<string> words, Terminal terminal, CancellationToken cancellation = default)
    {
        var host = new Host(terminal);
        RootCommand root = CommandTree.Create(host);
        ParseResult line = root.Parse(Arguments.Normalize(words), new ParserConfiguration { ResponseFileTokenReplacer = Arguments.TryReadResponseFile });
        // Help, version and completions answer whatever else is wrong with the line.
        if (line.Action is not { ClearsParseErrors: true } && UsageErrors.In(line) is { Count: > 0 } errors)
        {
            return host.Refuse(line, errors);
        }
        return await line.InvokeAsync(new InvocationConfiguration
        {
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
            Output = terminal.Out,
            Error = terminal.Error,
        }, cancellation);
    }
}
