using Qcc.Core.Ir;
using Qcc.Onnx.Runtime;

namespace Qcc.Measure;

/// <summary>A model as a contestant of a <see cref="LatencyRace"/>: its inputs are bound beforehand, and each call runs the next sample.</summary>
public sealed class ModelRacer : IDisposable
{
    readonly PreparedRun[] _runs;
    int _next;

    /// <param name="session">Stays the caller's, and must outlive this.</param>
    /// <param name="samples">The inputs of at least one sample, which must not change.</param>
    public ModelRacer(OrtSession session, IReadOnlyList<IReadOnlyDictionary<string, Tensor>> samples) => _runs = [.. samples.Select(session.Prepare)];

    /// <summary>Runs the next sample.</summary>
    public void RunNext()
    {
        _runs[_next].Run();
        _next = _next + 1 == _runs.Length ? 0 : _next + 1;
    }

    public void Dispose()
    {
        foreach (PreparedRun run in _runs)
        {
            run.Dispose();
        }
    }
}
