using Qcc.Bisect;
using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;
using Qcc.Data;
using Qcc.Onnx;
using Qcc.Onnx.Runtime;

namespace Qcc.EndToEnd.Tests.Coverage;

/// <summary>
/// One model through everything that is promised of any model: the float function is kept before quantization, and the emitted
/// file loads, runs with and without graph optimization, and gives outputs of the same types and shapes, finite where the float
/// model's are. Whatever goes wrong without a diagnostic is a failure.
/// </summary>
/// <param name="Model">The model file.</param>
/// <param name="Samples">A file or folder with inputs; null: made-up ones.</param>
public sealed record ModelTrial(string Model, string? Samples)
{
    /// <summary>Samples that the outputs are compared on.</summary>
    const int Compared = 2;

    static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    /// <summary>Recorded inputs in a model's folder, or its calibration data, or null.</summary>
    public static string? SamplesBeside(string folder)
    {
        string data = Path.Combine(folder, "calib.npz");
        return Directory.GetDirectories(folder, "test_data_set_*").Any(d => Directory.GetFiles(d, "input_*.pb").Length > 0) ? folder
            : File.Exists(data) ? data : null;
    }

    CompileOptions Options(CompileOptions given) => given with { CalibrationPath = Samples };

    /// <summary>Tries the model.</summary>
    public async Task<Trial> RunAsync(CompileOptions options, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Longest);
        try
        {
            return await TryAsync(Options(options), limit.Token).ConfigureAwait(false);
        }
        catch (DiagnosticException e)
        {
            // Whatever may be refused is refused by the compile, which does not throw.
            return Failed(e.Message);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            return Failed($"{e.GetType().Name}: {e.Message} {e.StackTrace}");
        }
    }

    async Task<Trial> TryAsync(CompileOptions options, CancellationToken cancellation)
    {
        // The twin that ONNX Runtime can run, where it cannot run the model as it is.
        string twin = Path.Combine(Path.GetDirectoryName(Model)!, "reference.onnx");
        IReadOnlyList<IReadOnlyDictionary<string, Tensor>>? samples;
        RecordedRun reference;
        try
        {
            samples = await ReadSamplesAsync(options, cancellation).ConfigureAwait(false);
            reference = RecordedRun.Of(File.Exists(twin) ? twin : Model, samples ?? []);
        }
        catch (DiagnosticException e)
        {
            return new Trial(Model, Fate.NotRun, "", e.Message);
        }
        CompileResult result = await Compiler.CompileAsync(ModelSource.FromFile(Model), options, cancellation).ConfigureAwait(false);
        if (!result.Succeeded)
        {
            Diagnostic error = result.Diagnostics.First(d => d.Severity == Severity.Error);
            return new Trial(Model, Fate.Refused, error.Code, error.ToString());
        }
        if (!reference.IsRandom && await FloatDifferenceAsync(options, reference, cancellation).ConfigureAwait(false) is { } difference)
        {
            return Failed($"float function: {difference}");
        }
        return await EmittedFaultAsync(result, reference, cancellation).ConfigureAwait(false) is { } fault
            ? Failed(fault)
            : new Trial(Model, result.Report!.IntegerNodes > 0 ? Fate.Integer : Fate.Float, "", "");
    }

    async Task<string?> FloatDifferenceAsync(CompileOptions options, RecordedRun reference, CancellationToken cancellation)
    {
        using BisectedCompile compile = await Compilation.FollowAsync(Model, options, cancellation).ConfigureAwait(false);
        ExportedModel canonical = ModelExporter.Export(compile.Prepared.Model);
        using OrtSession session = OrtSession.Load(canonical.ToArray(), new OrtSessionOptions { Optimization = OrtOptimization.None }, "canonical model");
        return reference.FloatDifference(session);
    }

    async Task<string?> EmittedFaultAsync(CompileResult result, RecordedRun reference, CancellationToken cancellation)
    {
        string folder = Directory.CreateTempSubdirectory("qcc-trial-").FullName;
        try
        {
            string path = Path.Combine(folder, "out.onnx");
            await result.SaveAsync(path, cancellation).ConfigureAwait(false);
            foreach (OrtOptimization level in new[] { OrtOptimization.None, OrtOptimization.All })
            {
                using OrtSession session = OrtSession.Load(path, new OrtSessionOptions { Optimization = level });
                if (reference.Fault(session) is { } fault)
                {
                    return $"emitted file ({level}): {fault}";
                }
            }
            return null;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Inputs that outlive their source, or null where there are none that ONNX Runtime's binding could be given.</summary>
    async Task<IReadOnlyList<IReadOnlyDictionary<string, Tensor>>?> ReadSamplesAsync(CompileOptions options, CancellationToken cancellation)
    {
        Model model = ModelImporter.Read(Model, new DiagnosticList());
        IReadOnlyList<ModelInput> inputs = ModelInput.Of(model.Graph);
        if (inputs.Any(i => i.Type.Element is ElementType.Undefined or ElementType.String))
        {
            return null;
        }
        ICalibrationSource source = options.CalibrationPath is { } path
            ? SampleFiles.Open(path, inputs, options.Samples, new DiagnosticList())
            : SyntheticSamples.Create(model, inputs, new());
        var samples = new List<IReadOnlyDictionary<string, Tensor>>();
        await foreach (Sample sample in source.ReadAsync(cancellation).ConfigureAwait(false))
        {
            samples.Add(sample.Inputs.ToDictionary(p => p.Key, p => new Tensor(p.Value.Element, [.. p.Value.Shape], p.Value.Bytes.ToArray()), StringComparer.Ordinal));
            if (samples.Count == Compared)
            {
                break;
            }
        }
        return samples;
    }

    Trial Failed(string why) => new(Model, Fate.Failed, "", why);
}
