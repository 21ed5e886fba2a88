using Spectre.Console;

namespace Qcc.Cli.Output;

/// <summary>Progress of a compile: bars on a terminal, nothing elsewhere.</summary>
static class ProgressBars
{
    /// <summary>Runs work that reports progress, with bars if the settings allow; the shell's lines wait until the bars are gone.</summary>
    public static async Task<T> WithAsync<T>(Shell shell, Func<IProgress<CompileProgress>?, Task<T>> work)
    {
        if (!shell.Settings.ShowsProgress(shell.Terminal))
        {
            return await work(null);
        }
        using IDisposable hold = shell.Hold();
        return await Console(shell).Progress().AutoClear(true).HideCompleted(false)
            .StartAsync(context => work(new Bars(context)));
    }

    /// <summary>A console on standard error whose abilities we set: Spectre's guesses differ in pipes and on CI machines.</summary>
    static IAnsiConsole Console(Shell shell)
    {
        bool color = shell.Settings.UsesColor(shell.Terminal);
        return AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            ColorSystem = color ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.Yes,
            Out = new AnsiConsoleOutput(shell.Terminal.Error),
        });
    }

    /// <summary>One bar a stage.</summary>
    sealed class Bars(ProgressContext context) : IProgress<CompileProgress>
    {
        readonly Dictionary<string, ProgressTask> _tasks = [];

        public void Report(CompileProgress value)
        {
            lock (_tasks)
            {
                if (!_tasks.TryGetValue(value.Stage, out ProgressTask? task))
                {
                    task = context.AddTask(Markup.Escape(value.Stage));
                    _tasks.Add(value.Stage, task);
                }
                task.IsIndeterminate = value.Total is null;
                task.MaxValue = Math.Max(value.Total ?? value.Done + 1, 1);
                task.Value = value.Done;
            }
        }
    }
}
