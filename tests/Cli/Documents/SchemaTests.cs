using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using Qcc.Cli.Documents;
using Qcc.Testing;

namespace Qcc.Cli.Tests.Documents;

/// <summary>docs/schema says what documents look like; within a schema number fields are only added.</summary>
public sealed class SchemaTests : ModelFiles
{
    static readonly JsonSerializerOptions Indented = new(DocumentContext.Default.Options) { WriteIndented = true };

    public static TheoryData<string, Type> Documents => new()
    {
        { "compile", typeof(CompileDocument) }, { "calibrate", typeof(CalibrateDocument) }, { "batch", typeof(BatchDocument) }, { "bisect", typeof(BisectDocument) }, { "completions", typeof(CompletionsDocument) },
        { "inspect", typeof(InspectDocument) }, { "compare", typeof(CompareDocument) },
        { "eval", typeof(EvalDocument) }, { "bench", typeof(BenchDocument) }, { "dump", typeof(DumpDocument) }, { "list", typeof(ListDocument) },
        { "explain", typeof(ExplainDocument) }, { "report", typeof(ReportDocument) },
    };

    static JsonObject SchemaOf(Type type) => DocumentContext.Default.Options.GetJsonSchemaAsNode(type, new JsonSchemaExporterOptions
    {
        TreatNullObliviousAsNonNullable = true,
        // Every property is written every time; the exporter forgets that a number which may be "Infinity" may also be null.
        TransformSchemaNode = (context, node) =>
        {
            if (context.TypeInfo.Type == typeof(double?) && node["anyOf"] is JsonArray alternatives)
            {
                alternatives.Add((JsonNode)new JsonObject { ["type"] = "null" });
            }
            if (node is JsonObject schema && schema["properties"] is JsonObject properties)
            {
                schema["required"] = new JsonArray([.. properties.Select(p => (JsonNode)p.Key)]);
            }
            return node;
        },
    }).AsObject();

    [Theory]
    [MemberData(nameof(Documents))]
    public void The_committed_schema_is_what_the_code_says(string verb, Type type)
    {
        JsonObject schema = SchemaOf(type);
        schema.Insert(0, "title", $"qcc {verb} --json, schema 1");
        CommittedPage.Check(["docs", "schema", $"{verb}.json"], schema.ToJsonString(Indented) + "\n");
    }

    [Theory]
    [InlineData("inspect", "inspect {model}")]
    [InlineData("inspect", "inspect none.onnx")]
    [InlineData("dump", "dump {model}")]
    [InlineData("list", "list ops")]
    [InlineData("list", "list passes")]
    [InlineData("compile", "none.onnx")]
    [InlineData("compile", "compile {model} -o {model}")]
    [InlineData("bench", "bench {model} {model} --seconds 0.05")]
    [InlineData("bench", "bench none.onnx")]
    [InlineData("calibrate", "calibrate none.onnx -c none.npz")]
    [InlineData("report", "report {model} -o {model}.html")]
    [InlineData("batch", "batch none.onnx")]
    [InlineData("bisect", "bisect {model}")]
    [InlineData("bisect", "bisect none.onnx")]
    [InlineData("completions", "completions bash")]
    [InlineData("explain", "explain {model}")]
    [InlineData("explain", "explain none.onnx")]
    public async Task Documents_keep_to_their_schema_after_errors_too(string verb, string line)
    {
        string model = WriteModel();
        CliRun run = await CliRun.Of([.. line.Split(' ').Select(w => w.Replace("{model}", model, StringComparison.Ordinal)), "--json"]);
        JsonNode schema = JsonNode.Parse(await File.ReadAllTextAsync(Repository.Path("docs", "schema", $"{verb}.json")))!;
        Assert.Empty(JsonSchema.Violations(run.Json, schema, "$"));
        Assert.Equal((int)run.Exit, run.Json["exit"]!.GetValue<int>());
        Assert.Equal(1, run.Out.Count(c => c == '\n'));
    }

    [Fact]
    public async Task A_call_that_was_not_understood_has_a_document_too()
    {
        CliRun run = await CliRun.Of("inspect", "--json", "--frobnicate", "x");
        Assert.Equal(2, run.Json["exit"]!.GetValue<int>());
        Assert.Equal("inspect", run.Json["verb"]!.GetValue<string>());
        Assert.Equal("QCC0101", run.Json["diagnostics"]![0]!["code"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("""{"type":"object","properties":{"a":{"type":"integer"}},"required":["a"]}""", """{"a":1.5}""", "$.a: 1.5 is no integer")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"integer"}},"required":["a"]}""", """{}""", "$.a is missing")]
    [InlineData("""{"type":"object","properties":{},"required":[]}""", """{"b":1}""", "$.b is not in the schema")]
    [InlineData("""{"type":["array","null"],"items":{"type":"string"}}""", """["x",2]""", "$[1]: 2 is no string")]
    public void The_validator_finds_violations(string schema, string document, string expected) =>
        Assert.Equal([expected], JsonSchema.Violations(JsonNode.Parse(document), JsonNode.Parse(schema)!, "$"));
}
