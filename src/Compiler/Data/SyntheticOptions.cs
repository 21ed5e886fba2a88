namespace Qcc.Data;

/// <summary>How samples are made up where there are none.</summary>
public sealed record SyntheticOptions
{
    /// <summary>Equal seeds give equal samples on every machine. Default: 1.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Number of samples. Default: 32.</summary>
    public int Count { get; init; } = 32;

    /// <summary>Whole shapes of inputs by name, for dimensions that the model leaves open.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<long>> Shapes { get; init; } = new Dictionary<string, IReadOnlyList<long>>();
}
