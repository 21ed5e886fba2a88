using Qcc.Core.Ir;

namespace Qcc.Data;

/// <summary>A sample and what the model should answer; its tensors are valid as long as the sample's.</summary>
/// <param name="Labels">Integers, first dimension the batch; null where only targets are known.</param>
/// <param name="Targets">Whatever the metric compares outputs with (pixels, next characters), or null.</param>
public sealed record LabelledSample(Sample Sample, Tensor? Labels, Tensor? Targets);
