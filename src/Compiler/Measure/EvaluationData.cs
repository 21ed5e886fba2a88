namespace Qcc.Measure;

/// <summary>Labelled samples, as <c>qcc eval</c> takes them.</summary>
/// <param name="Path">The samples (<see cref="Data.SampleFiles.Open"/>).</param>
/// <param name="Labels">Their answers; null: in arrays beside them.</param>
/// <param name="Metric">What to count; null: what such answers are usually for.</param>
public sealed record EvaluationData(string Path, string? Labels = null, Metric? Metric = null);
