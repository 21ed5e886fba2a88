using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Qcc.Core.Diagnostics;
using Qcc.Onnx;

namespace Qcc.Cli.Configuration;

/// <summary>A key of a configuration with its values as words; a flag has none.</summary>
sealed record ConfigEntry(ConfigKey Key, IReadOnlyList<string> Values);

/// <summary>A file qcc.json: options by their long names (docs/schema/config.json).</summary>
/// <param name="Path">As named, or as found.</param>
/// <param name="Entries">In the order of the file; flags that are false are left out.</param>
sealed record ConfigFile(string Path, IReadOnlyList<ConfigEntry> Entries)
{
    /// <summary>The name under which a configuration is found.</summary>
    public const string Name = "qcc.json";

    /// <summary>Editors find the schema by it.</summary>
    const string SchemaKey = "$schema";

    const int MaxBytes = 1 << 20;

    static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, MaxDepth = 8 };

    /// <summary>Reads a file; an empty one configures nothing.</summary>
    /// <exception cref="DiagnosticException">It cannot be read (QCC600x), or is no configuration (QCC0105).</exception>
    public static ConfigFile Load(string path, IReadOnlyList<ConfigKey> keys)
    {
        byte[] bytes = Read(path);
        try
        {
            return Parse(path, bytes, keys);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // What the reader throws besides its own exception is text that is not UTF-16.
            string line = e is JsonException { LineNumber: { } number } ? string.Create(CultureInfo.InvariantCulture, $" (line {number + 1})") : "";
            throw Bad(path, $"it is not JSON{line}", "write an object of long option names, such as {\"calibrate\": \"calib.npz\"}");
        }
    }

    /// <summary>Whether a file is a configuration.</summary>
    public static bool IsConfig(string path, IReadOnlyList<ConfigKey> keys)
    {
        try
        {
            Load(path, keys);
            return true;
        }
        catch (DiagnosticException)
        {
            return false;
        }
    }

    /// <summary>Reads the text of a file.</summary>
    /// <exception cref="DiagnosticException">It is no configuration (QCC0105).</exception>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public static ConfigFile Parse(string path, ReadOnlyMemory<byte> bytes, IReadOnlyList<ConfigKey> keys)
    {
        if (bytes.Span.StartsWith(Encoding.UTF8.Preamble))
        {
            bytes = bytes[Encoding.UTF8.Preamble.Length..];
        }
        if (bytes.Span.IndexOfAnyExcept(" \t\r\n"u8) < 0)
        {
            return new ConfigFile(path, []);
        }
        using JsonDocument document = JsonDocument.Parse(bytes, Lenient);
        if (document.RootElement.ValueKind != JsonValueKind.Object)
        {
            throw Bad(path, "it is no JSON object", "write an object of long option names, such as {\"calibrate\": \"calib.npz\"}");
        }
        var entries = new List<ConfigEntry>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (JsonProperty property in document.RootElement.EnumerateObject().Where(p => p.Name != SchemaKey))
        {
            ConfigKey key = keys.FirstOrDefault(k => k.Name == property.Name) ?? throw Unknown(path, property.Name, keys);
            if (!seen.Add(key.Name))
            {
                throw Bad(path, $"'{key.Name}' is there twice", "keep one of them");
            }
            if (ValuesOf(path, key, property.Value) is { } values)
            {
                entries.Add(new ConfigEntry(key, values));
            }
        }
        return new ConfigFile(path, entries);
    }

    /// <summary>A configuration as JSON; paths are those of the entries.</summary>
    public static byte[] Write(IEnumerable<ConfigEntry> entries)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, NewLine = "\n" }))
        {
            json.WriteStartObject();
            foreach ((ConfigKey key, IReadOnlyList<string> values) in entries)
            {
                json.WritePropertyName(key.Name);
                if (key.TakesMany)
                {
                    json.WriteStartArray();
                    foreach (string value in values)
                    {
                        json.WriteStringValue(value);
                    }
                    json.WriteEndArray();
                }
                else if (key.IsFlag)
                {
                    json.WriteBooleanValue(true);
                }
                else if (key.IsNumber && long.TryParse(values[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number))
                {
                    json.WriteNumberValue(number);
                }
                else
                {
                    json.WriteStringValue(values[0]);
                }
            }
            json.WriteEndObject();
        }
        buffer.WriteByte((byte)'\n');
        return buffer.ToArray();
    }

    static byte[] Read(string path)
    {
        try
        {
            using FileStream stream = File.OpenRead(path);
            if (stream.Length > MaxBytes)
            {
                throw Bad(path, $"{stream.Length} bytes are more than any configuration has", "name a configuration with --config");
            }
            using var copy = new MemoryStream();
            stream.CopyTo(copy);
            return copy.ToArray();
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new DiagnosticException(IoDiagnostics.FileNotFound.At(new Place(path), path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DiagnosticException(IoDiagnostics.Unreadable.At(new Place(path), Directory.Exists(path) ? "it is a folder" : e.Message));
        }
    }

    /// <summary>The words for a value; null for a flag that is false.</summary>
    static IReadOnlyList<string>? ValuesOf(string path, ConfigKey key, JsonElement value)
    {
        if (key.IsFlag)
        {
            return value.ValueKind switch
            {
                JsonValueKind.True => [],
                JsonValueKind.False => null,
                _ => throw Bad(path, $"'{key.Name}' is true or false, not {Kind(value)}", $"write \"{key.Name}\": true"),
            };
        }
        JsonElement[] items = value.ValueKind != JsonValueKind.Array ? [value]
            : key.TakesMany ? [.. value.EnumerateArray()]
            : throw Bad(path, $"'{key.Name}' takes one value, not several", "keep one of them");
        return [.. items.Select(item => item.ValueKind switch
        {
            JsonValueKind.String => item.GetString()!,
            JsonValueKind.Number => item.GetRawText(),
            _ => throw Bad(path, $"'{key.Name}' takes {(key.IsNumber ? "a number" : "a text")}, not {Kind(item)}", "see docs/options.md for its values"),
        })];
    }

    static string Kind(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True or JsonValueKind.False => "true or false",
        JsonValueKind.Null => "null",
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.Number => "a number",
        _ => "a text",
    };

    static DiagnosticException Unknown(string path, string name, IReadOnlyList<ConfigKey> keys) => ConfigKey.IsPerCall(name)
        ? Bad(path, $"'{name}' cannot stand here", $"write --{name} on the command line: a configuration does not say what a call writes")
        : Bad(path, $"there is no option '{Escape.ForTerminal(name)}'", NearestNames.To(name.TrimStart('-'), keys.Select(k => k.Name)) is { Count: > 0 } near
            ? $"did you mean {string.Join(" or ", near.Select(n => $"'{n}'"))}?"
            : "keys are the long names of docs/options.md");

    static DiagnosticException Bad(string path, string text, string remedy) => new(UsageDiagnostics.Configuration.At(new Place(path), new UsageError(text, remedy)));
}
