using System.Diagnostics;
using System.Runtime.InteropServices;
using Qcc.Cli;

// The first signal cancels, which removes temporaries; a second one ends the process at once. What does not hear the first,
// such as a read of a pipe that nobody fills, is given some seconds.
const int GraceMs = 4000;
NativeLibraries.Register();
using var stop = new CancellationTokenSource();
var interruption = ExitCode.Interrupted;
using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Cancel(context, ExitCode.Interrupted));
using PosixSignalRegistration hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, context => Cancel(context, ExitCode.HungUp));
using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Cancel(context, ExitCode.Terminated));

var terminal = new Terminal(Console.Out, Console.Error)
{
    OpenOutput = Console.OpenStandardOutput,
    Environment = Environment.GetEnvironmentVariable,
    ErrorIsTerminal = !Console.IsErrorRedirected,
    Interruption = () => interruption,
    EndWith = EndWith,
};
return await Application.RunAsync(args, terminal, stop.Token);

void Cancel(PosixSignalContext context, ExitCode code)
{
    context.Cancel = true;
    Stop(code);
}

void Stop(ExitCode code)
{
    bool again = stop.IsCancellationRequested;
    interruption = code;
    stop.Cancel();
    // Not the default action of a signal, which would leave temporaries.
    _ = Task.Delay(again ? 0 : GraceMs).ContinueWith(_ => Environment.Exit((int)code), TaskScheduler.Default);
}

void EndWith(int process)
{
    try
    {
        _ = Process.GetProcessById(process).WaitForExitAsync().ContinueWith(_ => Stop(ExitCode.Terminated), TaskScheduler.Default);
    }
    catch (ArgumentException)
    {
        // It has ended already.
        Stop(ExitCode.Terminated);
    }
}
