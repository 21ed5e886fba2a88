using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;
using Qcc.Data;

namespace Qcc.Compiler.Tests.Data;

/// <summary>A temporary folder, and reading of whole sources.</summary>
public abstract class DataTest : IDisposable
{
    protected string Folder { get; } = Directory.CreateTempSubdirectory("qcc-data-").FullName;
    protected DiagnosticList Diagnostics { get; } = new();

    protected string PathOf(string name) => Path.Combine(Folder, name);

    protected static ModelInput Input(string name, ElementType element, params Dim[] shape) => new(name, new TensorType(element, shape));

    protected async Task<List<Sample>> ReadAll(string path, IReadOnlyList<ModelInput> inputs, SampleOptions? options = null) =>
        await ReadAll(SampleFiles.Open(path, inputs, options ?? SampleOptions.Default, Diagnostics));

    protected static async Task<List<Sample>> ReadAll(ICalibrationSource source)
    {
        var samples = new List<Sample>();
        await foreach (Sample sample in source.ReadAsync(TestContext.Current.CancellationToken))
        {
            samples.Add(sample.Copy());
        }
        return samples;
    }

    /// <summary>The error with which reading is refused.</summary>
    protected async Task<Diagnostic> Refusal(string path, IReadOnlyList<ModelInput> inputs, SampleOptions? options = null) =>
        (await Assert.ThrowsAsync<DiagnosticException>(() => ReadAll(path, inputs, options))).Diagnostic;

    protected IEnumerable<string> Codes => Diagnostics.Items.Select(d => d.Code);

    protected static float[] Floats(IEnumerable<Sample> samples, string input) =>
        [.. samples.SelectMany(s => s.Inputs[input].Floats.ToArray())];

    public void Dispose()
    {
        Directory.Delete(Folder, recursive: true);
        GC.SuppressFinalize(this);
    }
}
