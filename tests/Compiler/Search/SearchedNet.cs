using System.Globalization;
using System.Runtime.CompilerServices;
using Qcc.Bisect;
using Qcc.Core.Ir;
using Qcc.Core.Text;
using Qcc.Data;
using Qcc.Onnx;

namespace Qcc.Compiler.Tests.Search;

/// <summary>Small networks for tests of the parts of a search, compiled up to calibration.</summary>
public abstract class SearchedNet : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("qcc-search-").FullName;

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A network from its text, up to calibration.</summary>
    private protected Task<BisectedCompile> FollowAsync(string graph, CompileOptions options)
    {
        var model = new Model(GraphParser.ParseGraph(graph)) { IrVersion = 10 };
        model.SetOpset("", 21);
        string path = Path.Combine(_folder, "net.onnx");
        ModelExporter.Export(model).WriteTo(path);
        return Compilation.FollowAsync(path, options, Cancellation);
    }

    /// <summary>A constant as the text form has it.</summary>
    protected static string Constant(Func<int, double> element, params int[] shape) =>
        $"f32[{string.Join(',', shape)}]{{{string.Join(',', Enumerable.Range(0, shape.Aggregate(1, (a, b) => a * b)).Select(i => ((float)element(i)).ToString("R", CultureInfo.InvariantCulture)))}}}";

    /// <summary>Numbers of -1 to 1, the same for a seed.</summary>
    protected static Func<int, double> Noise(int seed)
    {
        var random = new Random(seed);
        return _ => 2 * random.NextDouble() - 1;
    }

    /// <summary>Samples of an input <c>x</c>.</summary>
    /// <param name="shape">Its sizes.</param>
    /// <param name="sample">The elements of a sample from a source of chance.</param>
    protected sealed class Samples(int[] shape, Func<Random, float[]> sample) : ICalibrationSource
    {
        public int? Count => 48;

        public async IAsyncEnumerable<Sample> ReadAsync([EnumeratorCancellation] CancellationToken cancellation)
        {
            for (int i = 0; i < Count; i++)
            {
                yield return new Sample($"sample {i}", new Dictionary<string, Tensor> { ["x"] = Tensor.Of(sample(new Random(100 + i)), [.. shape.Select(s => (long)s)]) });
            }
            await Task.CompletedTask;
        }
    }
}
