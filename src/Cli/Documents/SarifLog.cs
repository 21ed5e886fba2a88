using System.Text.Json;
using System.Text.Json.Serialization;
using Qcc.Core.Diagnostics;

namespace Qcc.Cli.Documents;

/// <summary>The diagnostics of a run in SARIF 2.1.0 (OASIS), which code hosts and editors show.</summary>
sealed record SarifLog(IReadOnlyList<SarifLog.Run> Runs)
{
    const string SchemaAddress = "https://json.schemastore.org/sarif-2.1.0.json";

    [JsonPropertyName("$schema"), JsonPropertyOrder(-2)]
    public string Schema { get; } = SchemaAddress;

    [JsonPropertyOrder(-1)]
    public string Version { get; } = "2.1.0";

    public sealed record Run(Tool Tool, IReadOnlyList<Invocation> Invocations, IReadOnlyList<Result> Results)
    {
        public string ColumnKind { get; } = "utf16CodeUnits";
    }

    public sealed record Tool(Driver Driver);

    public sealed record Driver(string Name, string Version, IReadOnlyList<Rule> Rules);

    /// <summary>A kind of diagnostic, with the example that its documentation has.</summary>
    public sealed record Rule(string Id, Message ShortDescription, Message Help, Configuration DefaultConfiguration);

    public sealed record Configuration(string Level);

    public sealed record Invocation(bool ExecutionSuccessful, int ExitCode);

    public sealed record Result(string RuleId, int RuleIndex, string Level, Message Message, IReadOnlyList<Location> Locations);

    public sealed record Message(string Text);

    public sealed record Location(PhysicalLocation PhysicalLocation, IReadOnlyList<LogicalLocation>? LogicalLocations);

    public sealed record PhysicalLocation(ArtifactLocation ArtifactLocation);

    public sealed record ArtifactLocation(string Uri);

    /// <summary>A node or a value of the model.</summary>
    public sealed record LogicalLocation(string FullyQualifiedName, string Kind);

    public static SarifLog Of(IReadOnlyList<Diagnostic> diagnostics, ExitCode exit)
    {
        DiagnosticKind[] kinds = [.. AllDiagnostics.Kinds.Where(k => diagnostics.Any(d => d.Code == k.Code)).OrderBy(k => k.Code, StringComparer.Ordinal)];
        return new SarifLog(
        [
            new Run(
                new Tool(new Driver("qcc", ProductVersion.Text, [.. kinds.Select(Describe)])),
                [new Invocation(exit == ExitCode.Done, (int)exit)],
                [.. diagnostics.Select(d => new Result(d.Code, Array.FindIndex(kinds, k => k.Code == d.Code), Level(d.Severity), new Message(Escape.ForTerminal($"{d.Text}; {d.Remedy}", int.MaxValue)), [At(d.Place)]))]),
        ]);
    }

    /// <summary>Whether a file is such a log.</summary>
    public static bool IsLog(string path)
    {
        try
        {
            using FileStream stream = File.OpenRead(path);
            using JsonDocument log = JsonDocument.Parse(stream);
            return log.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty("$schema", out JsonElement schema) && schema.ValueKind == JsonValueKind.String && schema.GetString() == SchemaAddress;
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, SarifContext.Default.SarifLog);

    static Rule Describe(DiagnosticKind kind)
    {
        Diagnostic example = kind.Sample();
        return new Rule(kind.Code, new Message(example.Text), new Message(example.Remedy), new Configuration(Level(kind.Severity)));
    }

    static Location At(Place place)
    {
        LogicalLocation[] parts =
        [
            .. place.Node is { } node ? [new LogicalLocation(Escape.ForTerminal(node, int.MaxValue), "node")] : Array.Empty<LogicalLocation>(),
            .. place.Value is { } value ? [new LogicalLocation(Escape.ForTerminal(value, int.MaxValue), "value")] : Array.Empty<LogicalLocation>(),
        ];
        return new Location(new PhysicalLocation(new ArtifactLocation(Address(place.File))), parts.Length > 0 ? parts : null);
    }

    /// <summary>A path as a URI reference: relative where the path is.</summary>
    static string Address(string path) => Path.IsPathRooted(path) ? new Uri(path).AbsoluteUri
        : string.Join('/', path.Replace(Path.DirectorySeparatorChar, '/').Split('/').Select(Uri.EscapeDataString));

    static string Level(Severity severity) => severity switch
    {
        Severity.Error => "error",
        Severity.Warning => "warning",
        _ => "note",
    };
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, WriteIndented = true)]
[JsonSerializable(typeof(SarifLog))]
sealed partial class SarifContext : JsonSerializerContext;
