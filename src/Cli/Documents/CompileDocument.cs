namespace Qcc.Cli.Documents;

/// <summary>The answer of <c>compile</c>: the path that was written, and what Check measured.</summary>
sealed record CompileDocument() : Document("compile")
{
    public InputFile? Input { get; init; }
    public IReadOnlyList<OutputFile> Outputs { get; init; } = [];

    /// <summary>The folder that the outputs are in, where that is what was asked for; null where they are files.</summary>
    public string? Folder { get; init; }
    public string? Target { get; init; }
    public string? Method { get; init; }
    public CalibrationEntry? Calibration { get; init; }
    public QualityEntry? Quality { get; init; }
    public SpeedEntry? Speed { get; init; }
    public NodeCounts? Nodes { get; init; }
    public MacCounts? Macs { get; init; }
    public IReadOnlyList<LayerEntry> Layers { get; init; } = [];

    /// <summary>What the search tried, in this order.</summary>
    public IReadOnlyList<SearchEntry> Search { get; init; } = [];

    public override void WriteText(TextWriter writer)
    {
        if (Folder is not null)
        {
            writer.WriteLine(Folder);
            return;
        }
        foreach (OutputFile output in Outputs.Where(o => o.Path != "-"))
        {
            writer.WriteLine(output.Path);
        }
    }
}

/// <summary>What the ranges come from.</summary>
sealed record CalibrationEntry(int Samples, bool Synthetic, double Seconds);

/// <summary>How near the emitted file is to the float model on held-out samples.</summary>
/// <param name="Metric">What was judged by evaluation data or asked for by --max-drop, or null; with the figures of the float model and of the file.</param>
sealed record QualityEntry(double SqnrDb, double? SameArgmax, int Samples, string? Metric = null, double? Float = null, double? Quantized = null, double? Drop = null);

/// <summary>A recipe that was tried.</summary>
/// <param name="HeldOutDb">Output SQNR on samples that entered no statistics.</param>
/// <param name="PooledDb">On those and as many that did.</param>
/// <param name="Kept">Whether it took the place of the best one so far.</param>
sealed record SearchEntry(string Recipe, double HeldOutDb, double PooledDb, bool Kept);

/// <summary>Median latency of one run on one thread, interleaved.</summary>
sealed record SpeedEntry(double FloatMs, double QuantizedMs, double Ratio);

/// <summary>Operators with weights or a quantized result, by how they run.</summary>
sealed record NodeCounts(int Total, int Integer, int Float, int Absorbed);

/// <summary>Multiply-accumulates of one sample.</summary>
sealed record MacCounts(long Total, long Integer);

/// <summary>How a layer runs.</summary>
/// <param name="Decision">"integer", "float" or "absorbed" (part of another layer's kernel).</param>
sealed record LayerEntry(string Node, string Op, string Decision, string Kernel, string Reason, double? SqnrDb, string? Remedy);
