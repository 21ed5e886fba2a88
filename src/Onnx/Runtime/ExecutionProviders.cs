using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Qcc.Core.Diagnostics;

namespace Qcc.Onnx.Runtime;

/// <summary>What runs a model's nodes in ONNX Runtime.</summary>
public enum ExecutionProvider
{
    /// <summary>The processor.</summary>
    Cpu,

    /// <summary>NVIDIA GPUs.</summary>
    Cuda,

    /// <summary>NVIDIA GPUs, by TensorRT, and by CUDA what that does not take.</summary>
    Tensorrt,
}

/// <summary>Whether the library that was found has a provider, and choosing it.</summary>
public static class ExecutionProviders
{
    /// <summary>The providers that the library was built with, by ONNX Runtime's names without "ExecutionProvider".</summary>
    /// <exception cref="DiagnosticException">There is no library.</exception>
    public static IReadOnlyList<string> Available
    {
        get
        {
            OrtLibrary.Require();
            return [.. OrtEnv.Instance().GetAvailableProviders().Select(p => p.Replace("ExecutionProvider", "", StringComparison.Ordinal))];
        }
    }

    /// <summary>Refuses a provider that the library lacks.</summary>
    /// <exception cref="DiagnosticException">QCC0005.</exception>
    public static void Require(ExecutionProvider provider)
    {
        if (provider != ExecutionProvider.Cpu && !Available.Contains(NameOf(provider), StringComparer.OrdinalIgnoreCase))
        {
            throw new DiagnosticException(RuntimeDiagnostics.NoProvider.At(new Place("onnxruntime"), (NameOf(provider), Available, OrtLibrary.Version, OrtLibrary.Origin)));
        }
    }

    /// <summary>Chooses it for a session.</summary>
    /// <exception cref="DiagnosticException">QCC0006: the machine lacks what it needs.</exception>
    internal static void AppendTo(SessionOptions options, ExecutionProvider provider)
    {
        Require(provider);
        // What is wrong becomes a diagnostic; ONNX Runtime would write it to standard error as well.
        OrtLoggingLevel level = OrtEnv.Instance().EnvLogLevel;
        OrtEnv.Instance().EnvLogLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL;
        try
        {
            if (provider == ExecutionProvider.Tensorrt)
            {
                options.AppendExecutionProvider_Tensorrt();
            }
            if (provider != ExecutionProvider.Cpu)
            {
                options.AppendExecutionProvider_CUDA();
            }
        }
        catch (OnnxRuntimeException failure)
        {
            throw new DiagnosticException(RuntimeDiagnostics.ProviderFails.At(new Place("onnxruntime"), (NameOf(provider), Lacking(provider) ?? failure.Message)));
        }
        finally
        {
            OrtEnv.Instance().EnvLogLevel = level;
        }
    }

    /// <summary>What the system says of a provider's library that it cannot load, which ONNX Runtime does not pass on; null where that is not the trouble.</summary>
    static string? Lacking(ExecutionProvider provider)
    {
        string library = Path.Combine(OrtLibrary.Folder ?? "", $"libonnxruntime_providers_{NameOf(provider).ToLowerInvariant()}.so");
        if (!File.Exists(library))
        {
            return null;
        }
        try
        {
            NativeLibrary.Load(library);
            return null;
        }
        catch (DllNotFoundException failure)
        {
            // The last line is dlerror's: PATH: WHAT: why.
            string said = failure.Message.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n')[^1];
            return said.StartsWith(library, StringComparison.Ordinal) ? said[library.Length..].TrimStart(':', ' ') : said;
        }
    }

    static string NameOf(ExecutionProvider provider) => provider switch
    {
        ExecutionProvider.Cuda => "CUDA",
        ExecutionProvider.Tensorrt => "Tensorrt",
        _ => "CPU",
    };
}
