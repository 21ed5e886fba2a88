namespace Qcc.Onnx.Runtime;

/// <summary>How ONNX Runtime runs a model.</summary>
public sealed record OrtSessionOptions
{
    /// <summary>Threads inside one operator; 1 or more.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>What runs the nodes; the processor runs what another provider does not take.</summary>
    public ExecutionProvider Provider { get; init; }

    /// <summary>Whether the graph is optimized (ORT_ENABLE_ALL) or run as written (ORT_DISABLE_ALL).</summary>
    public OrtOptimization Optimization { get; init; } = OrtOptimization.All;

    /// <summary>Whether the session keeps the memory of one run for the next, as ONNX Runtime does by default; else it gives it back.</summary>
    public bool KeepsMemory { get; init; }

    /// <summary>Where to write the optimized graph, or null. The file is for this machine only.</summary>
    public string? OptimizedModelPath { get; init; }

    /// <summary>Folder that external data are relative to, or null where the model has none.</summary>
    public string? ExternalDataFolder { get; init; }
}

/// <summary>Graph optimization levels of ONNX Runtime that qcc uses.</summary>
public enum OrtOptimization
{
    None,
    Basic,

    /// <summary>Everything but making integer kernels of Q/DQ pairs: float kernels between rounded values.</summary>
    FloatKernels,
    All,
}
