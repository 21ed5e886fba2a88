using Microsoft.ML.OnnxRuntime;
using Qcc.Core.Diagnostics;

namespace Qcc.Onnx.Runtime;

/// <summary>
/// Inputs bound to a session once, so that a run is the native call and nothing else: for measuring latency. Each run computes the
/// same outputs into the same memory. Not for several threads at once.
/// </summary>
public sealed class PreparedRun : IDisposable
{
    readonly InferenceSession _session;
    readonly RunOptions _options = new();
    readonly OrtIoBinding _binding;
    readonly IReadOnlyList<IDisposable> _pins;
    readonly string _file;

    /// <param name="inputs">Name and value of each input; <paramref name="pins"/> keep them alive and go with this.</param>
    internal PreparedRun(InferenceSession session, IEnumerable<(string Name, OrtValue Value)> inputs, IReadOnlyList<IDisposable> pins, string file)
    {
        (_session, _pins, _file) = (session, pins, file);
        _binding = session.CreateIoBinding();
        foreach ((string name, OrtValue value) in inputs)
        {
            _binding.BindInput(name, value);
        }
        foreach (string output in session.OutputNames)
        {
            _binding.BindOutputToDevice(output, OrtMemoryInfo.DefaultInstance);
        }
    }

    /// <summary>Runs the model.</summary>
    /// <exception cref="DiagnosticException">QCC1091: a node failed.</exception>
    public void Run()
    {
        try
        {
            _session.RunWithBinding(_options, _binding);
        }
        catch (OnnxRuntimeException failure)
        {
            throw new DiagnosticException(RuntimeDiagnostics.FailedToRun.At(new Place(_file), failure.Message));
        }
    }

    public void Dispose()
    {
        _binding.Dispose();
        _options.Dispose();
        for (int i = _pins.Count - 1; i >= 0; i--)
        {
            _pins[i].Dispose();
        }
    }
}
