namespace Qcc.Cli.Documents;

/// <summary>The answer of <c>calibrate</c>: the file of statistics that was written.</summary>
sealed record CalibrateDocument() : Document("calibrate")
{
    /// <summary>The model; null where shards were merged.</summary>
    public InputFile? Input { get; init; }
    public IReadOnlyList<OutputFile> Outputs { get; init; } = [];
    public string? Target { get; init; }

    /// <summary>Samples counted: those of the shard, or of all that were merged.</summary>
    public int? Samples { get; init; }

    /// <summary>Which part of the samples, such as 2/8; 1/1 is all of them.</summary>
    public string? Shard { get; init; }

    /// <summary>Values with statistics.</summary>
    public int? Values { get; init; }

    public override void WriteText(TextWriter writer)
    {
        foreach (OutputFile output in Outputs.Where(o => o.Path != "-"))
        {
            writer.WriteLine(output.Path);
        }
    }
}
