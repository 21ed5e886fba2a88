using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Qcc.Core.Diagnostics;

namespace Qcc.Cli.Documents;

/// <summary>
/// What a verb answers. With --json it is written whole, after an error too (parts that were not reached are null or empty);
/// else <see cref="WriteText"/> prints it for people. Within a schema number fields are only added (docs/schema).
/// </summary>
abstract record Document(
    [property: JsonPropertyOrder(-8)] string Verb)
{
    /// <summary>Version of qcc.</summary>
    [JsonPropertyOrder(-10)]
    public string Qcc { get; init; } = ProductVersion.Text;

    /// <summary>Version of the document's form.</summary>
    [JsonPropertyOrder(-9)]
    public int Schema { get; init; } = 1;

    /// <summary>The exit code.</summary>
    [JsonPropertyOrder(-7)]
    public int Exit { get; init; }

    [JsonPropertyOrder(-6)]
    public IReadOnlyList<DiagnosticEntry> Diagnostics { get; init; } = [];

    /// <summary>Prints the answer to standard output; after an error only what was reached.</summary>
    public abstract void WriteText(TextWriter writer);

    /// <summary>Writes the document as one line of JSON. Letters of all alphabets stay as they are: programs read it, no web page shows it.</summary>
    public void WriteJson(TextWriter writer)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            JsonSerializer.Serialize(json, this, GetType(), DocumentContext.Default);
        }
        writer.WriteLine(Encoding.UTF8.GetString(buffer.ToArray()));
    }
}

/// <summary>A diagnostic in a document.</summary>
sealed record DiagnosticEntry(string Code, string Severity, string File, string? Node, string? Value, string Text, string Remedy)
{
    public static DiagnosticEntry Of(Diagnostic diagnostic) => new(
        diagnostic.Code, diagnostic.Severity.ToString().ToLowerInvariant(), diagnostic.Place.File, diagnostic.Place.Node, diagnostic.Place.Value,
        diagnostic.Text, diagnostic.Remedy);
}

/// <summary>A file that was read.</summary>
/// <param name="Path">As given.</param>
/// <param name="Sha256">Lower-case hexadecimal, or null where the file could not be read.</param>
/// <param name="Opset">Version of ONNX's own domain, or null where it is not known.</param>
/// <param name="Bytes">Size, external data not counted.</param>
sealed record InputFile(string Path, string? Sha256, long? Opset, long? Bytes);

/// <summary>A file that was written; "-" is standard output.</summary>
sealed record OutputFile(string Path, string Sha256, long Bytes);
