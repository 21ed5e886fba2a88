using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Qcc.Core.Diagnostics;
using Qcc.Core.Quantization;
using Qcc.Onnx;

namespace Qcc.Plans;

/// <summary>A quantization plan as a JSON file: what <c>--save-plan</c> writes and <c>--plan</c> replays.</summary>
public static class PlanFile
{
    /// <summary>The schema number that this version reads and writes.</summary>
    public const int Schema = 1;

    /// <summary>Larger files are refused: a plan has some hundred bytes a node.</summary>
    const long MaxBytes = 1L << 28;

    /// <summary>Writes a plan, beside the path first, so that a failure leaves what was there.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public static Task SaveAsync(QuantizationPlan plan, string path, CancellationToken cancellation = default) =>
        AtomicFile.WriteAsync(path, stream => SaveAsync(plan, stream, cancellation), cancellation);

    /// <summary>Writes a plan to a stream.</summary>
    public static async Task SaveAsync(QuantizationPlan plan, Stream stream, CancellationToken cancellation = default)
    {
        await using var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        JsonSerializer.Serialize(writer, plan, PlanContext.Default.QuantizationPlan);
        await writer.FlushAsync(cancellation);
    }

    /// <summary>Whether a file is a plan, of this schema or another.</summary>
    public static bool IsPlan(string path)
    {
        try
        {
            using FileStream stream = File.OpenRead(path);
            return stream.Length <= MaxBytes && JsonSerializer.Deserialize(stream, PlanContext.Default.QuantizationPlan) is not null;
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Reads a plan.</summary>
    /// <exception cref="DiagnosticException">The file cannot be read, or is no plan of this schema (QCC3011, QCC3012).</exception>
    public static async Task<QuantizationPlan> LoadAsync(string path, CancellationToken cancellation = default)
    {
        var place = new Place(path);
        try
        {
            await using FileStream stream = File.OpenRead(path);
            if (stream.Length > MaxBytes)
            {
                throw new DiagnosticException(PlanDiagnostics.NotAPlan.At(place, $"{stream.Length} bytes are more than any plan has"));
            }
            QuantizationPlan plan = await JsonSerializer.DeserializeAsync(stream, PlanContext.Default.QuantizationPlan, cancellation)
                ?? throw new DiagnosticException(PlanDiagnostics.NotAPlan.At(place, "it says null"));
            if (plan.Multipliers is { } m && !(Enum.IsDefined(m.Form) && m.Bits is >= 8 and <= 31))
            {
                throw new DiagnosticException(PlanDiagnostics.NotAPlan.At(place, "its multipliers have a form that is not known, or not 8 to 31 bits"));
            }
            return plan.Schema == Schema ? plan : throw new DiagnosticException(PlanDiagnostics.OtherSchema.At(place, plan.Schema));
        }
        catch (JsonException e)
        {
            throw new DiagnosticException(PlanDiagnostics.NotAPlan.At(place, Reason(e)));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new DiagnosticException(IoDiagnostics.FileNotFound.At(place, path));
        }
        catch (UnauthorizedAccessException) when (Directory.Exists(path))
        {
            throw new DiagnosticException(PlanDiagnostics.Unreadable.At(place, "it is a folder"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DiagnosticException(PlanDiagnostics.Unreadable.At(place, e.Message));
        }
    }

    /// <summary>What is wrong with a text, without the words and type names of the parser.</summary>
    static string Reason(JsonException e)
    {
        string line = string.Create(CultureInfo.InvariantCulture, $"line {(e.LineNumber ?? 0) + 1}");
        // The serializer wraps what its reader throws; what it throws itself is about the content.
        return e.InnerException is JsonException ? $"not JSON ({line})"
            : e.Path is { Length: > 1 } entry ? $"the entry {Escape.ForTerminal(entry)} is not of a plan's form ({line})"
            : "it has not the entries of a plan";
    }
}

/// <summary>How plans become JSON: snake_case, no reflection. Generated writing code would turn absent bytes into empty ones.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UseStringEnumConverter = true,
    RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(QuantizationPlan))]
sealed partial class PlanContext : JsonSerializerContext;
