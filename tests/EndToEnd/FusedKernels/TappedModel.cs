using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;
using Qcc.Data;
using Qcc.Onnx;
using Qcc.Onnx.Runtime;

namespace Qcc.EndToEnd.Tests.FusedKernels;

/// <summary>A file as ONNX Runtime runs it after all of its optimizations, with every value of the main graph as an output.</summary>
sealed class TappedModel : IDisposable
{
    readonly Model _model;
    readonly OrtSession _session;
    readonly string _file;

    public TappedModel(string file)
    {
        _file = file;
        using var optimized = new TemporaryFile(Path.Combine(Path.GetTempPath(), $"qcc-{Path.GetRandomFileName()}.onnx"));
        OrtSession.Load(file, new OrtSessionOptions { OptimizedModelPath = optimized.Path }).Dispose();
        _model = ModelImporter.Parse(File.ReadAllBytes(optimized.Path), new DiagnosticList(), file, Path.GetTempPath());
        foreach (Value value in Graph.Nodes.SelectMany(n => n.Outputs).OfType<Value>().Where(v => !v.IsGraphOutput).ToArray())
        {
            Graph.AddOutput(value);
        }
        _session = OrtSession.Load(ModelExporter.Export(_model), new OrtSessionOptions { Optimization = OrtOptimization.None }, file);
    }

    public Graph Graph => _model.Graph;

    /// <summary>The values of the main graph for some samples, by name; constants are left out.</summary>
    public IEnumerable<IReadOnlyDictionary<string, Tensor>> Run(string samples, int count)
    {
        Model asWritten = ModelImporter.Read(_file, new DiagnosticList());
        ICalibrationSource source = SampleFiles.Open(samples, ModelInput.Of(asWritten.Graph), new SampleOptions(), new DiagnosticList());
        foreach (Sample sample in source.ReadAsync(CancellationToken.None).ToBlockingEnumerable().Take(count))
        {
            using OrtOutputs outputs = _session.Run(sample.Inputs);
            var values = new Dictionary<string, Tensor>(sample.Inputs, StringComparer.Ordinal);
            for (int i = 0; i < outputs.Count; i++)
            {
                if (outputs.Copy(i) is { } tensor)
                {
                    values[_session.Outputs[i]] = tensor;
                }
            }
            yield return values;
        }
    }

    public void Dispose() => _session.Dispose();
}
