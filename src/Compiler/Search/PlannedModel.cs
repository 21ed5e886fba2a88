using Qcc.Core.Ir;
using Qcc.Core.Quantization;

namespace Qcc.Search;

/// <summary>What is lowered: a canonical float model, equalized where the plan says so, and the plan over it.</summary>
sealed record PlannedModel(Model Model, QuantizationPlan Plan);
