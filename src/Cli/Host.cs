using System.CommandLine;
using Qcc.Cli.Documents;
using Qcc.Cli.Options;
using Qcc.Cli.Output;
using Qcc.Core.Diagnostics;
using Qcc.Onnx;

namespace Qcc.Cli;

/// <summary>Runs verbs: shell before, document and exit code after, whatever happens between.</summary>
sealed class Host(Terminal terminal)
{
    public Terminal Terminal { get; } = terminal;
    public CommonOptions Common { get; } = new();

    /// <summary>Where the options of the line come from, for -v.</summary>
    public IReadOnlyList<string> Origins { get; set; } = [];

    /// <summary>The configuration that the call has read, or null.</summary>
    public string? Configuration { get; set; }

    /// <summary>What the configuration says of an error; see <see cref="Settings.Locate"/>.</summary>
    public Func<Diagnostic, Diagnostic> Locate { get; set; } = d => d;

    /// <summary>Lets a command run a verb.</summary>
    /// <param name="empty">The document of a run that fails before it has an answer.</param>
    /// <param name="run">Gives the answer; throws <see cref="DiagnosticException"/> for what the user can cause.</param>
    public void Bind(Command command, Document empty, Func<ParseResult, Shell, CancellationToken, Task<Document>> run) =>
        command.SetAction((line, cancellation) => RunAsync(new Shell(Terminal, Common.Read(line) with { Locate = Locate }), empty, shell =>
        {
            foreach (string origin in Origins)
            {
                shell.Detail(origin);
            }
            return run(line, shell, cancellation);
        }));

    /// <summary>Ends a call that was not understood.</summary>
    public int Refuse(ParseResult line, IReadOnlyList<Diagnostic> errors)
    {
        var shell = new Shell(Terminal, Common.Read(line));
        foreach (Diagnostic error in errors)
        {
            shell.Report(error);
        }
        return Complete(shell, new UsageDocument(line.CommandResult.Command is RootCommand ? "compile" : line.CommandResult.Command.Name), ExitCodes.Of(errors));
    }

    static async Task<int> RunAsync(Shell shell, Document empty, Func<Shell, Task<Document>> run)
    {
        (Document answer, ExitCode exit) = await AnswerAsync(shell, empty, run);
        return Complete(shell, answer, exit);
    }

    /// <summary>What a run ends with, whatever happens in it: the answer, or the empty document, and the exit code.</summary>
    public static async Task<(Document Answer, ExitCode Exit)> AnswerAsync(Shell shell, Document empty, Func<Shell, Task<Document>> run)
    {
        try
        {
            Document answer = await run(shell);
            // A batch has codes of its own.
            return (answer, (ExitCode)Math.Max(answer.Exit, (int)ExitCodes.Of(shell.Diagnostics)));
        }
        catch (DiagnosticException e)
        {
            shell.ReportMissing([e.Diagnostic]);
            return (empty, ExitCodes.Of(e.Diagnostic.Code));
        }
        catch (OperationCanceledException)
        {
            return (empty, shell.Terminal.Interruption());
        }
        catch (Exception bug)
        {
            shell.Report(Bug(bug));
            if (shell.Settings.Verbosity == Verbosity.Trace)
            {
                shell.Detail(bug.ToString());
            }
            return (empty, ExitCode.InternalError);
        }
    }

    /// <summary>The line for an exception that nobody expected.</summary>
    public static Diagnostic Bug(Exception bug) => UsageDiagnostics.Internal.At(UsageDiagnostics.Place, new UnexpectedError(bug.GetType().Name, bug.Message));

    /// <summary>The line for a standard output that takes nothing more.</summary>
    public static Diagnostic Unwritable(string reason) => IoDiagnostics.Unwritable.At(new Place(OutputPath.StandardOutput), reason);

    /// <summary>Writes the answer and the log of the messages; where that fails, it is an error if there was none.</summary>
    static int Complete(Shell shell, Document answer, ExitCode exit)
    {
        try
        {
            exit = WriteLog(shell, exit);
            Write(shell, answer, exit);
            return (int)exit;
        }
        catch (IOException e)
        {
            shell.Report(Unwritable(e.Message));
            return (int)(exit == ExitCode.Done ? ExitCode.InputOutput : exit);
        }
    }

    /// <summary>Writes the log, if one is asked for; the answer comes also where that fails.</summary>
    static ExitCode WriteLog(Shell shell, ExitCode exit)
    {
        if (shell.Settings.Sarif is not { } path)
        {
            return exit;
        }
        try
        {
            byte[] log = SarifLog.Of(shell.Diagnostics, exit).ToBytes();
            OutputPath.Check(OutputKind.Sarif, path, new CompileRequest(null));
            OutputWriter.WriteAsync(OutputKind.Sarif, path, shell, stream => stream.WriteAsync(log).AsTask(), file => AtomicFile.WriteAsync(file, stream => stream.WriteAsync(log).AsTask())).GetAwaiter().GetResult();
            return exit;
        }
        catch (DiagnosticException e)
        {
            // The call may have been refused for it already.
            shell.ReportMissing([e.Diagnostic]);
            return exit == ExitCode.Done ? ExitCode.InputOutput : exit;
        }
    }

    static void Write(Shell shell, Document answer, ExitCode exit)
    {
        if (shell.Settings.Format == OutputFormat.Json)
        {
            (answer with { Exit = (int)exit, Diagnostics = [.. answer.Diagnostics, .. shell.Diagnostics.Select(DiagnosticEntry.Of)] }).WriteJson(shell.Terminal.Out);
        }
        else
        {
            answer.WriteText(shell.Terminal.Out);
        }
        shell.Terminal.Out.Flush();
    }
}
