using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;
using Qcc.Data;
using Qcc.Onnx;

namespace Qcc.EndToEnd.Tests;

/// <summary>Bell-shaped random samples for a model with float inputs; symbolic sizes are 1.</summary>
sealed class SeededSamples(string model, int count) : ICalibrationSource
{
    public int? Count => count;

    public async IAsyncEnumerable<Sample> ReadAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        IReadOnlyList<Value> inputs = ModelImporter.Import(model, new DiagnosticList()).Graph.Inputs;
        var random = new Random(7);
        for (int i = 0; i < count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            yield return new Sample($"seeded#{i}", inputs.ToDictionary(v => v.Name, v => Draw(v.TensorType!, random)));
        }
        await Task.CompletedTask;
    }

    static Tensor Draw(TensorType type, Random random)
    {
        long[] shape = [.. type.Shape!.Select(d => d.Size ?? 1)];
        var data = new float[shape.Aggregate(1L, (product, size) => product * size)];
        for (int i = 0; i < data.Length; i++)
        {
            data[i] = random.NextSingle() + random.NextSingle() + random.NextSingle() + random.NextSingle() - 2;
        }
        return Tensor.Of(data, shape);
    }
}
