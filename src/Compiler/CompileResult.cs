using Qcc.Check;
using Qcc.Core.Diagnostics;
using Qcc.Core.Quantization;
using Qcc.Details;
using Qcc.Wrapper;

namespace Qcc;

/// <summary>What a compile gives: diagnostics always; the checked output and its report where it succeeded.</summary>
public sealed class CompileResult
{
    internal CompileResult(string modelPath, IReadOnlyList<Diagnostic> diagnostics, CompiledFile? file, QuantizationPlan? plan, CompileReport? report)
    {
        ModelPath = modelPath;
        Diagnostics = diagnostics;
        File = file;
        Plan = plan;
        Report = report;
    }

    public string ModelPath { get; }
    public IReadOnlyList<Diagnostic> Diagnostics { get; }

    /// <summary>Every decision with its reason, or null where the compile failed before one was made.</summary>
    public QuantizationPlan? Plan { get; }

    /// <summary>What Check measured, or null where the compile failed.</summary>
    public CompileReport? Report { get; }

    /// <summary>What a report shows beside <see cref="Report"/>; null where <see cref="CompileOptions.Details"/> did not ask for it, or the compile failed.</summary>
    public CompileDetails? Details { get; internal init; }

    public bool Succeeded => File is not null;

    internal CompiledFile? File { get; }

    /// <summary>Writes the checked file, and beside it the weights of a large model; a failure leaves what was there before untouched.</summary>
    /// <returns>The paths that were written, the model's first.</returns>
    /// <exception cref="InvalidOperationException">The compile did not succeed.</exception>
    /// <exception cref="Core.Diagnostics.DiagnosticException">It cannot be written, or code would go into a folder of somebody else.</exception>
    public Task<IReadOnlyList<string>> SaveAsync(string path, CancellationToken cancellation = default) => SaveAsync(path, overwrite: false, cancellation);

    /// <inheritdoc cref="SaveAsync(string, CancellationToken)"/>
    /// <param name="overwrite">Also into a folder that holds files and no project of ours; files of other names stay. A model's file is always replaced.</param>
    public Task<IReadOnlyList<string>> SaveAsync(string path, bool overwrite, CancellationToken cancellation = default) =>
        (File ?? throw new InvalidOperationException("the compile did not succeed")).SaveAsync(path, overwrite, cancellation);

    /// <summary>Writes the checked file to a stream as one piece.</summary>
    /// <exception cref="NotSupportedException">The target writes a folder.</exception>
    public Task SaveAsync(Stream stream, CancellationToken cancellation = default) =>
        (File ?? throw new InvalidOperationException("the compile did not succeed")).SaveAsync(stream, cancellation);

    /// <summary>A C# class that runs the model on ONNX Runtime.</summary>
    /// <param name="name">Its namespace and name, such as Demo.Kws (<see cref="CSharpWrapper.IsName"/>).</param>
    /// <param name="modelFile">The file name of the model, which lies beside the program that uses the class or is a resource in its assembly.</param>
    /// <exception cref="InvalidOperationException">The compile did not succeed.</exception>
    /// <exception cref="DiagnosticException">The target writes no model (QCC4012), or an input or output has no type in C# (QCC4011).</exception>
    public string Wrapper(string name, string modelFile)
    {
        CompiledFile file = File ?? throw new InvalidOperationException("the compile did not succeed");
        return CSharpWrapper.Write(file.Graph ?? throw new DiagnosticException(WrapperDiagnostics.NoModelFile.At(new Place(ModelPath), Report!.Target)), name, modelFile, new Place(ModelPath));
    }
}
