namespace Qcc;

/// <summary>The compiler as a library. Two compiles may run side by side; nothing is shared.</summary>
public static class Compiler
{
    /// <summary>Compiles a model. What the user can cause comes back as diagnostics; exceptions are bugs or a cancellation.</summary>
    public static Task<CompileResult> CompileAsync(ModelSource source, CompileOptions options, CancellationToken cancellation = default) =>
        Compilation.RunAsync(source, options, cancellation);
}
