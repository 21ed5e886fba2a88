using System.Globalization;
using global::Onnx;

namespace Qcc.Onnx.Import;

/// <summary>What a tensor message says about its data in another file.</summary>
/// <param name="Tensor">The tensor's name, for diagnostics.</param>
/// <param name="Length">Bytes, or null where the shape tells.</param>
sealed record ExternalReference(string Tensor, string Location, long Offset, long? Length)
{
    /// <summary>Reads location, offset and length; keys that ONNX does not define are ignored.</summary>
    public static ExternalReference Of(TensorProto tensor, ImportContext context, Site site)
    {
        string? location = Last(tensor, "location");
        if (location is null)
        {
            throw context.Refuse(ImportDiagnostics.ExternalPath, ("", "is missing"), site, tensor.Name);
        }
        return new ExternalReference(tensor.Name, location, Number("offset") ?? 0, Number("length"));

        long? Number(string key)
        {
            if (Last(tensor, key) is not { } text)
            {
                return null;
            }
            return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
                ? number
                : throw context.Refuse(ImportDiagnostics.ExternalRange, (location, $"{key} \"{text}\" is not a number of bytes"), site, tensor.Name);
        }
    }

    static string? Last(TensorProto tensor, string key) => tensor.ExternalData.LastOrDefault(e => e.Key == key)?.Value;
}
