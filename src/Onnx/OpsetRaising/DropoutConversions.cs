using Qcc.Core.Ir;

namespace Qcc.Onnx.OpsetRaising;

/// <summary>Conversions of Dropout.</summary>
static class DropoutConversions
{
    /// <summary>Dropout(data) {ratio}  =>  Dropout(data): a file of before 12 is for inference, where the ratio has no effect.</summary>
    /// <remarks>
    /// Refused where the mask is read: it was of the data's type before 10, and what it holds in inference was told by 12 first.
    /// </remarks>
    public static void InInference(ConversionSite site)
    {
        if (site.Node.Outputs.Skip(1).FirstOrDefault() is { } mask)
        {
            if (mask.IsUsed)
            {
                throw site.Refuse("its mask is read, which had no defined meaning in inference", "remove what reads the mask");
            }
            mask.Type = null;
        }
        site.Node.Set("ratio", null);
    }
}
