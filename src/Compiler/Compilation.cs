namespace Qcc;

/// <summary>One compile: the line import, canonicalize, calibrate, equalize, quantize, lower, emit, check.</summary>
static class Compilation
{
    public static Task<CompileResult> RunAsync(ModelSource source, CompileOptions options, CancellationToken cancellation) =>
        throw new NotSupportedException();
}
