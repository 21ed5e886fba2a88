namespace Qcc.Search;

/// <summary>An output that has another shape than in the float model, on one sample.</summary>
/// <param name="Output">Its name.</param>
sealed record ShapeDifference(string Output, IReadOnlyList<long> Float, IReadOnlyList<long> Actual);
