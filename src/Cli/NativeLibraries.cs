using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace Qcc.Cli;

/// <summary>
/// Libraries of native code where the program lies without the file that lists them, as in the package for MSBuild: below runtimes/RID/native.
/// </summary>
static class NativeLibraries
{
    public static void Register() => AssemblyLoadContext.Default.ResolvingUnmanagedDll += Find;

    static nint Find(Assembly assembly, string name)
    {
        (string system, string extension) = OperatingSystem.IsWindows() ? ("win", ".dll") : OperatingSystem.IsMacOS() ? ("osx", ".dylib") : ("linux", ".so");
        string folder = Path.Combine(AppContext.BaseDirectory, "runtimes", $"{system}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}", "native");
        return NativeLibrary.TryLoad(Path.Combine(folder, name.EndsWith(extension, StringComparison.Ordinal) ? name : name + extension), out nint library) ? library : 0;
    }
}
