using Qcc.Core.Quantization;
using Qcc.Measure;
using Qcc.Search;

namespace Qcc.Check;

/// <summary>What Check measured about an emitted file beside the float model; the summary table and <c>--json</c> read it.</summary>
public sealed record CompileReport
{
    public required string Target { get; init; }
    /// <summary>Version of ONNX's own domain of the file that was written.</summary>
    public required long Opset { get; init; }

    /// <summary>Of the model as it came; null where it has none of that domain.</summary>
    public required long? InputOpset { get; init; }

    /// <summary>SHA-256 of the model file, lower-case hexadecimal.</summary>
    public required string InputSha256 { get; init; }
    public required long InputBytes { get; init; }

    /// <summary>SHA-256 of the file that is written; null where its data lie beside it, since it tells the name of that file.</summary>
    public required string? OutputSha256 { get; init; }
    public required long OutputBytes { get; init; }

    /// <summary>Tensors of one sample in which ONNX Runtime and the reference evaluator gave the same integers; null where the graph holds floats.</summary>
    public long? EqualTensors { get; init; }

    /// <summary>Memory that generated code takes; null of a model file.</summary>
    public CodeSize? CodeSize { get; init; }

    /// <summary>Operators that ONNX Runtime runs after optimization, by name: of the float model and of the emitted file.</summary>
    public required IReadOnlyDictionary<string, int> OperatorsBefore { get; init; }
    public required IReadOnlyDictionary<string, int> OperatorsAfter { get; init; }

    /// <summary>Multiply-accumulates of one sample in all, and those in integer kernels.</summary>
    public required long Macs { get; init; }
    public required long IntegerMacs { get; init; }

    /// <summary>10·log10(Σ ref² / Σ (ref - x)²) over all float outputs of the held-out samples, in dB; infinite where equal, NaN where no output is float.</summary>
    public required double SqnrDb { get; init; }

    /// <summary>Share of held-out rows with the same argmax of the first float output, 0..1; null where an output has one column.</summary>
    public double? SameArgmax { get; init; }

    /// <summary>How the file does on the evaluation data, or null where nothing was asked for.</summary>
    public JudgedAccuracy? Accuracy { get; init; }

    /// <summary>What the search tried, in this order; nothing where a plan was replayed or one recipe taken.</summary>
    public IReadOnlyList<SearchStep> Search { get; init; } = [];

    /// <summary>
    /// Median latency of one run on one thread at the shape of the samples, in milliseconds; interleaved. NaN for a large model, whose
    /// weights are not held in memory, and for code, which runs elsewhere.
    /// </summary>
    public required double FloatMs { get; init; }
    public required double QuantizedMs { get; init; }

    public double Ratio => QuantizedMs / FloatMs;

    public required int CalibrationSamples { get; init; }
    public required int HeldOutSamples { get; init; }

    /// <summary>Whether the held-out samples are calibration samples after all, because there were too few to hold any out.</summary>
    public bool HeldOutIsCalibration { get; init; }
    public required bool SyntheticSamples { get; init; }
    public required double CalibrationSeconds { get; init; }
    public required double TotalSeconds { get; init; }

    /// <summary>The observer that was chosen and the remedies that were kept, in words; "float" where nothing became integer.</summary>
    public required string Method { get; init; }

    /// <summary>Why nothing became integer; null where something did.</summary>
    public string? WhyNothingIsInteger { get; init; }

    /// <summary>The plan file that was replayed, or null where the ranges come from the calibration samples.</summary>
    public string? Plan { get; init; }

    /// <summary>The file of statistics that the ranges come from, or null; the calibration samples then only compare.</summary>
    public string? Statistics { get; init; }

    /// <summary>One entry per operator with weights or a quantized result, in the order of the graph.</summary>
    public required IReadOnlyList<LayerReport> Layers { get; init; }

    public int IntegerNodes => Layers.Count(l => l.IsInteger);

    /// <summary>Layers that the kernel before them does: they run nowhere themselves.</summary>
    public int AbsorbedNodes => Layers.Count(l => l.Planned == Placement.Absorbed);
}

/// <summary>How one operator of the canonical graph runs.</summary>
/// <param name="Node">Its label.</param>
/// <param name="Operator">Its operator type.</param>
/// <param name="Planned">Where the plan put it.</param>
/// <param name="IsInteger">Whether it runs in an integer kernel.</param>
/// <param name="Kernel">The kernel that ONNX Runtime runs for it, such as QLinearConv; empty where that cannot be told apart.</param>
/// <param name="Macs">Multiply-accumulates for one sample; 0 where it has none.</param>
/// <param name="Reason">Why it runs so.</param>
/// <param name="SqnrDb">SQNR of its result on held-out samples against the float model, or null where it was not measured.</param>
/// <param name="Remedy">What the user can try, or null.</param>
public sealed record LayerReport(string Node, string Operator, Placement Planned, bool IsInteger, string Kernel, long Macs, string Reason, double? SqnrDb, string? Remedy)
{
    /// <summary>Name of the value in the canonical graph whose codes the layer writes: behind an absorbed activation.</summary>
    public string Result { get; init; } = "";
}
