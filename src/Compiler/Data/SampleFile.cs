using Qcc.Core.Diagnostics;
using Qcc.Onnx;

namespace Qcc.Data;

/// <summary>Opens files of samples; what the system refuses becomes a diagnostic.</summary>
static class SampleFile
{
    public static long Length(string path)
    {
        using Stream stream = Open(path);
        return stream.Length;
    }

    public static Stream Open(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 16);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new DiagnosticException(IoDiagnostics.FileNotFound.At(new Place(path), path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new DiagnosticException(IoDiagnostics.Unreadable.At(new Place(path), e.Message));
        }
    }
}
