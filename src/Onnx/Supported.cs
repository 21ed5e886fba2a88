namespace Qcc.Onnx;

/// <summary>Versions of the ONNX standard that this version reads.</summary>
public static class Supported
{
    /// <summary>Newest version of ONNX's own operator set.</summary>
    public const long NewestOpset = 27;

    /// <summary>Newest version of the file format.</summary>
    public const long NewestIr = 13;
}
