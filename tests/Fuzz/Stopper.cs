using System.Diagnostics;

namespace Qcc.Fuzz;

/// <summary>Cancels after an amount of processor time, not of time: on a busy machine nothing is slow by itself.</summary>
sealed class Stopper : IDisposable
{
    readonly CancellationTokenSource _source = new();
    readonly Timer _timer;

    public Stopper(TimeSpan work)
    {
        using var own = Process.GetCurrentProcess();
        TimeSpan end = own.TotalProcessorTime + work;
        _timer = new Timer(_ => CancelAfter(end), null, TimeSpan.FromMilliseconds(200), TimeSpan.FromMilliseconds(200));
    }

    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        using var done = new ManualResetEvent(false);
        _timer.Dispose(done);
        done.WaitOne();
        _source.Dispose();
    }

    void CancelAfter(TimeSpan end)
    {
        using var own = Process.GetCurrentProcess();
        if (own.TotalProcessorTime > end)
        {
            _source.Cancel();
        }
    }
}
