using Qcc.Cli.Options;
using Qcc.Core.Diagnostics;
using Qcc.Data;
using Qcc.Onnx;

namespace Qcc.Cli.Output;

/// <summary>What else a compile uses a file for, so that no output replaces it.</summary>
static class FileInUse
{
    /// <summary>What the compile reads a path as, also through links and dots; null where it does not read it.</summary>
    public static string? As(string path, CompileRequest request)
    {
        string real = Links.Real(path);
        return Is(real, request.Model) ? "the model itself"
            : request.Reads.FirstOrDefault(r => Is(real, r.Path) || IsSampleOf(real, r.Path)) is { Use: { } use } ? use
            : File.Exists(path) && DataOf(request.Model).Contains(real) ? "a file of weights of the model"
            : null;
    }

    /// <summary>What of a folder, into which an output of many files would go, the compile uses: the name of its use, or null.</summary>
    public static string? In(string folder, CompileRequest request)
    {
        string real = Links.Real(folder).TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar;
        bool Holds(string? path) => path is not null && path != OutputPath.StandardOutput && (Links.Real(path) + Path.DirectorySeparatorChar).StartsWith(real, StringComparison.Ordinal);
        return Holds(request.Model) ? "the model itself"
            : request.Reads.FirstOrDefault(r => Holds(r.Path)) is { Use: { } use } ? use
            : Holds(request.SavePlan) ? "the plan that --save-plan writes"
            : DataOf(request.Model).Any(Holds) ? "weights of the model"
            : Holds(Environment.CurrentDirectory) ? "the working directory"
            : null;
    }

    static bool Is(string real, string? other) => other is not null && other != OutputPath.StandardOutput && Links.Real(other) == real;

    /// <summary>Whether a file lies in a folder of samples and may be one.</summary>
    static bool IsSampleOf(string real, string samples)
    {
        if (!Directory.Exists(samples))
        {
            return false;
        }
        string folder = Links.Real(samples).TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar;
        return real.StartsWith(folder, StringComparison.Ordinal) && File.Exists(real) && SampleFiles.IsSample(real);
    }

    /// <summary>The files of external data. A model that cannot be read has none: its compile ends before anything is written.</summary>
    static IReadOnlyList<string> DataOf(string? model)
    {
        try
        {
            return model is null ? [] : ModelImporter.DataFiles(model);
        }
        catch (DiagnosticException)
        {
            return [];
        }
    }
}
