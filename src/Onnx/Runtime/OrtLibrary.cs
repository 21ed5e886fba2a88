using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Qcc.Core.Diagnostics;

namespace Qcc.Onnx.Runtime;

/// <summary>
/// ONNX Runtime's native library: the one that the environment variable QCC_ORT names (a file, or a folder that holds it), else the one of the
/// package that the program was built with, else the system's. It is looked for once a process.
/// </summary>
public static unsafe partial class OrtLibrary
{
    /// <summary>The environment variable that names a library.</summary>
    public const string Variable = "QCC_ORT";

    /// <summary>The name by which the managed part asks for it.</summary>
    const string Name = "onnxruntime";

    /// <summary>The function from which all others are had.</summary>
    const string EntryPoint = "OrtGetApiBase";

    /// <summary>The managed part speaks this version of the native interface, which is the minor number of the release that introduced it.</summary>
    static readonly int ApiVersion = typeof(OrtEnv).Assembly.GetName().Version!.Minor;

    static readonly Lazy<Found> Library = new(Load);

    /// <summary>What was found.</summary>
    /// <param name="Handle">Of the library; 0 where another part of the process had ONNX Runtime before.</param>
    /// <param name="Origin">Where it comes from, in words.</param>
    /// <param name="Failure">Why there is none, or null.</param>
    sealed record Found(nint Handle, string Origin, Diagnostic? Failure = null);

    /// <summary>The version of the native library, such as 1.31.1.</summary>
    /// <exception cref="DiagnosticException">QCC0003 or QCC0004.</exception>
    public static string Version
    {
        get
        {
            Require();
            return OrtEnv.Instance().GetVersionString();
        }
    }

    /// <summary>Where the library comes from, in words.</summary>
    public static string Origin => Library.Value.Origin;

    /// <summary>The folder of the library; null where the system does not tell.</summary>
    internal static string? Folder
    {
        get
        {
            try
            {
                return !OperatingSystem.IsWindows() && Library.Value.Handle is not 0 and var library && NativeLibrary.TryGetExport(library, EntryPoint, out nint entry) && Locate(entry, out Loaded loaded) != 0
                    ? Path.GetDirectoryName(Marshal.PtrToStringUTF8(loaded.File)) : null;
            }
            catch (EntryPointNotFoundException)
            {
                // Before glibc 2.34 it is a function of libdl.
                return null;
            }
        }
    }

    /// <summary>Makes sure that there is a library which the managed part can use; call it before anything of ONNX Runtime.</summary>
    /// <exception cref="DiagnosticException">QCC0003: there is none; QCC0004: it is too old.</exception>
    public static void Require()
    {
        if (Library.Value.Failure is { } failure)
        {
            throw new DiagnosticException(failure);
        }
    }

    static Found Load()
    {
        Telemetry.Disable();
        Found found = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given ? Named(given) : Default();
        if (found.Failure is null)
        {
            Register(found.Handle);
        }
        return found;
    }

    static Found Named(string given)
    {
        string path = Directory.Exists(given) ? Path.Combine(given, FileName) : given;
        string origin = $"{Variable}={given}";
        if (!File.Exists(path))
        {
            return new Found(0, origin, RuntimeDiagnostics.NoLibrary.At(Place, $"{Variable} names {path}, which does not exist"));
        }
        return NativeLibrary.TryLoad(Path.GetFullPath(path), out nint handle) ? Checked(handle, origin)
            : new Found(0, origin, RuntimeDiagnostics.NoLibrary.At(Place, $"{Variable} names {path}, which is no library that this system can load"));
    }

    static Found Default()
    {
        Assembly managed = typeof(OrtEnv).Assembly;
        if (NativeLibrary.TryLoad(Name, managed, null, out nint packaged))
        {
            return Checked(packaged, "package");
        }
        // Packages of systems leave the name without version to their development files.
        return NativeLibrary.TryLoad("libonnxruntime.so.1", out nint system) ? Checked(system, "system")
            : new Found(0, "none", RuntimeDiagnostics.NoLibrary.At(Place, "it is neither beside the program nor in the system's folders"));
    }

    static Place Place => new("onnxruntime");

    static string FileName => OperatingSystem.IsWindows() ? "onnxruntime.dll" : OperatingSystem.IsMacOS() ? "libonnxruntime.dylib" : "libonnxruntime.so";

    /// <summary>Asks the library itself, since the managed part would fail on an old one without saying why.</summary>
    static Found Checked(nint library, string origin)
    {
        if (!NativeLibrary.TryGetExport(library, EntryPoint, out nint entry))
        {
            return new Found(0, origin, RuntimeDiagnostics.NoLibrary.At(Place, $"what was found ({origin}) has no function {EntryPoint}"));
        }
        // struct OrtApiBase { const OrtApi* (*GetApi)(uint32_t version); const char* (*GetVersionString)(void); } (onnxruntime_c_api.h)
        var api = (nint*)((delegate* unmanaged<nint>)entry)();
        string version = Marshal.PtrToStringUTF8(((delegate* unmanaged<nint>)api[1])()) ?? "";
        string[] numbers = version.Split('.');
        bool isNew = numbers.Length >= 2 && int.TryParse(numbers[0], NumberStyles.None, CultureInfo.InvariantCulture, out int major) && int.TryParse(numbers[1], NumberStyles.None, CultureInfo.InvariantCulture, out int minor)
            && (major > 1 || minor >= ApiVersion);
        return isNew ? new Found(library, origin) : new Found(0, origin, RuntimeDiagnostics.OldLibrary.At(Place, (origin, version, ApiVersion)));
    }

    /// <summary>Gives the managed part this library. Where somebody else has been first in the process, theirs stays.</summary>
    static void Register(nint library)
    {
        try
        {
            OrtEnv.DisableDllImportResolver = true;
            NativeLibrary.SetDllImportResolver(typeof(OrtEnv).Assembly, (name, _, _) => Path.GetFileNameWithoutExtension(name) is Name or $"lib{Name}" ? library : 0);
        }
        catch (InvalidOperationException)
        {
            // A resolver is there already.
        }
    }

    /// <summary>Dl_info of dlfcn.h.</summary>
    [StructLayout(LayoutKind.Sequential)]
    struct Loaded
    {
        public nint File, Base, Symbol, Address;
    }

    [LibraryImport("libc", EntryPoint = "dladdr")]
    private static partial int Locate(nint address, out Loaded loaded);
}
