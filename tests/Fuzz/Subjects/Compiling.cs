using Qcc.Core.Diagnostics;
using Qcc.Measure;
using Qcc.Onnx;
using Qcc.Testing;

namespace Qcc.Fuzz.Subjects;

/// <summary>Whole compiles as a subject makes them.</summary>
static class Compiling
{
    /// <summary>The network that samples, plans and statistics are for: 16 floats in, 4 out.</summary>
    public static string Net { get; } = Repository.Path("testmodels", "nets", "tiny-mlp", "model.onnx");

    /// <summary>A network for pictures: 1 x 28 x 28.</summary>
    public static string PictureNet { get; } = Repository.Path("testmodels", "nets", "fashion-mobilenet", "model.onnx");

    /// <summary>Options of a quick compile that quantizes what it can.</summary>
    public static CompileOptions Options { get; } = new()
    {
        Preference = Preference.Size,
        Threads = 1,
        Race = new RaceOptions { Duration = TimeSpan.Zero, WarmUp = TimeSpan.Zero, Slice = TimeSpan.FromTicks(1) },
    };

    /// <summary>Compiles and saves; an emitted file must be one that qcc reads.</summary>
    public static async Task<string> RunAsync(string model, CompileOptions options, Sandbox sandbox, CancellationToken stop)
    {
        CompileResult result = await Compiler.CompileAsync(ModelSource.FromFile(model), options, stop);
        Diagnostic? error = result.Diagnostics.FirstOrDefault(d => d.Severity == Severity.Error);
        if (!result.Succeeded)
        {
            return (error ?? throw new InvalidOperationException("failed without an error")).Code;
        }
        await result.SaveAsync(sandbox.Output, stop);
        ModelImporter.Import(sandbox.Output, new DiagnosticList());
        return "compiled";
    }

    /// <summary>The code of what is refused, else what <paramref name="run"/> says.</summary>
    public static async Task<string> AnswerAsync(Func<Task<string>> run)
    {
        try
        {
            return await run();
        }
        catch (DiagnosticException refused)
        {
            return refused.Diagnostic.Code;
        }
        catch (OperationCanceledException)
        {
            return "stopped";
        }
    }
}
