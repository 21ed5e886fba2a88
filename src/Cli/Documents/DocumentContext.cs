using System.Text.Json.Serialization;

namespace Qcc.Cli.Documents;

/// <summary>How documents become JSON: snake_case, "Infinity" as text, no reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(CompileDocument))]
[JsonSerializable(typeof(CalibrateDocument))]
[JsonSerializable(typeof(BatchDocument))]
[JsonSerializable(typeof(CompletionsDocument))]
[JsonSerializable(typeof(BisectDocument))]
[JsonSerializable(typeof(InspectDocument))]
[JsonSerializable(typeof(ListDocument))]
[JsonSerializable(typeof(DumpDocument))]
[JsonSerializable(typeof(CompareDocument))]
[JsonSerializable(typeof(EvalDocument))]
[JsonSerializable(typeof(BenchDocument))]
[JsonSerializable(typeof(ExplainDocument))]
[JsonSerializable(typeof(ReportDocument))]
[JsonSerializable(typeof(UsageDocument))]
sealed partial class DocumentContext : JsonSerializerContext;
