using System.Runtime.InteropServices;

namespace Qcc.Onnx.Runtime;

/// <summary>
/// Keeps ONNX Runtime from reporting its use: since 1.31 its Linux and macOS builds write an identifier of the device and a database of
/// events below the user's cache folder, a file .ses among the temporaries, and send events to Microsoft (core/platform/posix/telemetry_1ds.cc).
/// </summary>
static partial class Telemetry
{
    const string Variable = "ORT_DISABLE_TELEMETRY";

    /// <summary>Takes effect before the native library is first used; who has set the variable keeps it.</summary>
    public static void Disable()
    {
        Environment.SetEnvironmentVariable(Variable, Environment.GetEnvironmentVariable(Variable) ?? "1");
        if (!OperatingSystem.IsWindows())
        {
            // .NET changes a copy of the environment that native code does not see.
            _ = SetVariable(Variable, "1", overwrite: 0);
        }
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetVariable(string name, string value, int overwrite);
}
