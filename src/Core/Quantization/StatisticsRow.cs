namespace Qcc.Core.Quantization;

/// <summary>A kept channel vector of an activation at one position.</summary>
/// <param name="Sample">Number of its sample, counted from 0.</param>
/// <param name="Values">One value per channel.</param>
sealed record StatisticsRow(int Sample, float[] Values);

/// <summary>What a file holds of one activation.</summary>
sealed record RestoredStatistics(float[] ChannelMin, float[] ChannelMax, ExactSums Sums, Histogram Histogram, long Count, IReadOnlyList<StatisticsRow> Rows);
