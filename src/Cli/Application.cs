using System.CommandLine;
using System.CommandLine.Invocation;
using Qcc.Cli.Configuration;
using Qcc.Cli.Options;
using Qcc.Cli.Output;
using Qcc.Cli.Usage;
using Qcc.Core.Diagnostics;

namespace Qcc.Cli;

/// <summary>The program without a process: words and a terminal in, an exit code out.</summary>
static class Application
{
    public static async Task<int> RunAsync(IReadOnlyList<string> words, Terminal terminal, CancellationToken cancellation = default)
    {
        var host = new Host(terminal);
        try
        {
            return await RunAsync(words, host, terminal, cancellation);
        }
        catch (OperationCanceledException)
        {
            return (int)terminal.Interruption();
        }
        catch (Exception e)
        {
            // Help and completions, which have no shell, and bugs on the way to a verb.
            Diagnostic diagnostic = e is IOException ? Host.Unwritable(e.Message) : Host.Bug(e);
            new Shell(terminal, new Settings { Color = ColorMode.Never }).Report(diagnostic);
            return (int)ExitCodes.Of(diagnostic.Code);
        }
    }

    static async Task<int> RunAsync(IReadOnlyList<string> words, Host host, Terminal terminal, CancellationToken cancellation)
    {
        RootCommand root = CommandTree.Create(host);
        IReadOnlyList<string> given = Arguments.Normalize(words);
        ParseResult line = Parse(root, given);
        if (UsageErrors.InDirective(given) is { } wrong)
        {
            return host.Refuse(line, [wrong]);
        }
        // Help, version and completions answer whatever else is wrong with the line, and whatever is configured.
        if (line.Action is not { ClearsParseErrors: true })
        {
            IReadOnlyList<Diagnostic> errors = UsageErrors.In(line);
            try
            {
                if (Configured.Find(line, host.Common.Config(line), terminal) is { } configured)
                {
                    (line, errors) = Configure(root, configured, line, given, errors);
                    host.Origins = [.. EffectiveOptions.Origins(line, configured)];
                    host.Locate = configured.Locate;
                    host.Configuration = configured.Path;
                }
                else
                {
                    host.Origins = [.. EffectiveOptions.Origins(line, null)];
                }
                if (host.Common.Sarif(line) is { } log)
                {
                    // No --force: a log replaces logs alone.
                    OutputPath.Check(OutputKind.Sarif, log, new CompileRequest(null));
                }
                if (errors.Count == 0 && host.Common.SaveConfig(line) is { } path)
                {
                    await SaveAsync(line, path, terminal, host, cancellation);
                }
            }
            catch (DiagnosticException e)
            {
                return host.Refuse(line, [.. errors, e.Diagnostic]);
            }
            if (errors.Count > 0)
            {
                return host.Refuse(line, errors);
            }
        }
        if (host.Common.Parent(line) is { } parent)
        {
            terminal.EndWith(parent);
        }
        return await line.InvokeAsync(new InvocationConfiguration
        {
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
            Output = terminal.Out,
            Error = terminal.Error,
        }, cancellation);
    }

    static ParseResult Parse(RootCommand root, IReadOnlyList<string> words) =>
        root.Parse(words, new ParserConfiguration { ResponseFileTokenReplacer = new ResponseFiles().TryRead });

    /// <summary>The line with its configuration; what the configuration makes wrong is reported at its file.</summary>
    static (ParseResult Line, IReadOnlyList<Diagnostic> Errors) Configure(RootCommand root, Configured configured, ParseResult line, IReadOnlyList<string> words, IReadOnlyList<Diagnostic> before)
    {
        ParseResult whole = Parse(root, configured.AddTo(line, words));
        return (whole, [.. UsageErrors.In(whole).Select(e => before.Contains(e) ? e : UsageDiagnostics.Configuration.At(new Place(configured.Path), new UsageError(e.Text, e.Remedy)))]);
    }

    static async Task SaveAsync(ParseResult line, string path, Terminal terminal, Host host, CancellationToken cancellation)
    {
        OutputKind kind = OutputKind.Configuration(ConfigKey.All((RootCommand)line.RootCommandResult.Command));
        OutputPath.Check(kind, path, new CompileRequest(null));
        byte[] bytes = ConfigFile.Write(EffectiveOptions.Entries(line, Path.GetDirectoryName(Path.GetFullPath(path))!));
        await OutputWriter.WriteAsync(kind, path, new Shell(terminal, host.Common.Read(line)), async stream => await stream.WriteAsync(bytes, cancellation),
            file => AtomicFile.WriteAsync(file, async stream => await stream.WriteAsync(bytes, cancellation), cancellation));
    }
}
