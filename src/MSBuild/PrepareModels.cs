using System.Security.Cryptography;
using System.Text;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using Qcc.Core.Diagnostics;
using Task = Microsoft.Build.Utilities.Task;

namespace Qcc.MSBuild;

/// <summary>
/// Says for each model where its output lies and which files that depends on. What no file tells (options, the list of samples, the compiler) goes
/// into a stamp, which is written only where it differs.
/// </summary>
public sealed class PrepareModels : Task
{
    /// <summary>What makes one output differ from another.</summary>
    static readonly string[] OptionNames = ["QccTarget", "Calibrate", "Eval", "Labels", "MaxDrop", "Options", "Wrapper", "OutputName"];

    /// <summary>All that an item can have.</summary>
    static readonly string[] KnownNames = [.. OptionNames, "Kind", "CopyToOutputDirectory", "Pack", "PackagePath"];

    /// <summary>Those that name files or folders of samples.</summary>
    static readonly string[] SampleNames = ["Calibrate", "Eval", "Labels"];

    public ITaskItem[] Models { get; set; } = [];

    /// <summary>Where outputs go, each in a folder of its own.</summary>
    [Required]
    public string Folder { get; set; } = "";

    [Required]
    public string ProjectDirectory { get; set; } = "";

    [Required]
    public string Tool { get; set; } = "";

    /// <summary>Where the packages of the project lie (project.assets.json).</summary>
    public string AssetsFile { get; set; } = "";

    /// <summary>The library of ONNX Runtime to compile with; empty: that of the project's packages.</summary>
    public string Ort { get; set; } = "";

    /// <summary>Whether models are compiled. Otherwise only names are wanted, which take no look at samples or packages: editors ask for them often.</summary>
    public bool Compiles { get; set; }

    /// <summary>The models, with the metadata OutputFile, WrapperFile, Stamp, Depfile, Diagnostics and Ort.</summary>
    [Output]
    public ITaskItem[] Prepared { get; private set; } = [];

    /// <summary>The files that an output depends on, with the metadata OutputFile and WrapperFile; none where nothing is compiled.</summary>
    [Output]
    public ITaskItem[] Inputs { get; private set; } = [];

    public override bool Execute()
    {
        string ort = !Compiles ? "" : Ort.Length > 0 ? Ort : OrtOfPackages.Find(AssetsFile) ?? "";
        var inputs = new List<ITaskItem>();
        var names = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        Prepared = [.. Models.Select(m => Prepare(m, ort))];
        foreach (ITaskItem model in Prepared)
        {
            CheckName(names, model);
            CheckKind(model);
            if (!Compiles)
            {
                continue;
            }
            CheckMetadata(model);
            string[] given = [.. Given(model)];
            if (!Log.HasLoggedErrors)
            {
                WriteStamp(model, ort, given);
            }
            foreach (string file in given.Concat(Read(model)).Append(model.GetMetadata("Stamp")).Append(Tool).Distinct(StringComparer.Ordinal))
            {
                inputs.Add(new TaskItem(Escaped(file), new Dictionary<string, string> { ["OutputFile"] = Escaped(model.GetMetadata("OutputFile")), ["WrapperFile"] = Escaped(model.GetMetadata("WrapperFile")) }));
            }
        }
        Inputs = [.. inputs];
        return !Log.HasLoggedErrors;
    }

    /// <summary>Names of files are no lists or wildcards.</summary>
    internal static string Escaped(string path) => path.Replace("%", "%25", StringComparison.Ordinal).Replace("*", "%2a", StringComparison.Ordinal).Replace("?", "%3f", StringComparison.Ordinal).Replace(";", "%3b", StringComparison.Ordinal);

    TaskItem Prepare(ITaskItem model, string ort)
    {
        string full = model.GetMetadata("FullPath");
        string stem = Path.GetFileNameWithoutExtension(full);
        string name = model.GetMetadata("OutputName") is { Length: > 0 } given ? given : $"{stem}.{model.GetMetadata("QccTarget")}.onnx";
        string key = string.Join('\n', OptionNames.Select(model.GetMetadata).Prepend(Path.GetRelativePath(ProjectDirectory, full)));
        string folder = Path.Combine(Folder, $"{stem}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))[..8]}");
        string wrapper = model.GetMetadata("Wrapper");
        var prepared = new TaskItem(model);
        foreach ((string metadata, string value) in new[]
        {
            ("OutputFile", Path.Combine(folder, name)), ("WrapperFile", wrapper.Length == 0 ? "" : Path.Combine(folder, $"{wrapper[(wrapper.LastIndexOf('.') + 1)..]}.g.cs")),
            ("Stamp", Path.Combine(folder, "options")), ("Depfile", Path.Combine(folder, "inputs")), ("Diagnostics", Path.Combine(folder, "warnings")), ("Ort", ort),
        })
        {
            prepared.SetMetadata(metadata, Escaped(value));
        }
        return prepared;
    }

    /// <summary>Names of files that lie beside the output.</summary>
    static readonly string[] OwnNames = ["options", "inputs", "warnings"];

    /// <summary>A name is no path, and two models of one name would take each other's place in the output.</summary>
    void CheckName(Dictionary<string, string> names, ITaskItem model)
    {
        string name = Path.GetFileName(model.GetMetadata("OutputFile"));
        if (model.GetMetadata("OutputName") is { Length: > 0 } given && (given != name || given is "." or ".." || given.IndexOfAny(Path.GetInvalidFileNameChars()) >= 0 || OwnNames.Contains(given, StringComparer.OrdinalIgnoreCase)))
        {
            Log.LogError(null, "QCC0109", null, model.ItemSpec, 0, 0, 0, 0, $"OutputName '{given}' cannot be the name of a model's file; write a name without folders, such as net.onnx: the file goes beside the program");
        }
        else if (!names.TryAdd(name, model.ItemSpec))
        {
            Log.LogError(null, "QCC0107", null, model.ItemSpec, 0, 0, 0, 0, $"{names[name]} gives a file {name} too; name one of them otherwise with the metadata OutputName of its QccModel item");
        }
    }

    void CheckKind(ITaskItem model)
    {
        if (model.GetMetadata("Kind") is var kind and not ("Content" or "Embedded"))
        {
            Log.LogError(null, "QCC0111", null, model.ItemSpec, 0, 0, 0, 0, $"Kind '{kind}' is none of Content, Embedded; write Content for a file beside the program, Embedded for a resource of the assembly");
        }
    }

    /// <summary>A typing error would otherwise be passed over: items may carry what others read, and only what is nearly one of our names is none of theirs.</summary>
    void CheckMetadata(ITaskItem model)
    {
        foreach (string name in model.CloneCustomMetadata().Keys.Cast<string>().Where(n => !KnownNames.Contains(n, StringComparer.OrdinalIgnoreCase)).Order(StringComparer.Ordinal))
        {
            // Metadata with Target would fail before; "Link" and the like are of the SDK.
            if (name.Length >= 4 && KnownNames.FirstOrDefault(k => NearestNames.Distance(name.ToUpperInvariant(), k.ToUpperInvariant()) <= (name.Length >= 8 ? 2 : 1)) is { } nearest)
            {
                Log.LogWarning(null, "QCC0110", null, model.ItemSpec, 0, 0, 0, 0, $"the metadata '{name}' of the QccModel item means nothing; did you mean '{nearest}'?");
            }
        }
    }

    /// <summary>What the project names: the model, its samples, and the configurations that the compiler would find.</summary>
    IEnumerable<string> Given(ITaskItem model)
    {
        string full = model.GetMetadata("FullPath");
        IEnumerable<string> files = SampleNames.Select(model.GetMetadata).Where(p => p.Length > 0).SelectMany(p => Samples(Path.GetFullPath(p, ProjectDirectory)));
        string[] configurations = [Path.Combine(Path.GetDirectoryName(full)!, "qcc.json"), Path.Combine(ProjectDirectory, "qcc.json")];
        return files.Prepend(full).Concat(configurations.Where(File.Exists).Distinct(StringComparer.Ordinal));
    }

    static IEnumerable<string> Samples(string path) => Directory.Exists(path) ? Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal) : [path];

    /// <summary>What the last compile has read besides: external data, plans.</summary>
    static IEnumerable<string> Read(ITaskItem model) =>
        File.Exists(model.GetMetadata("Depfile")) ? File.ReadLines(model.GetMetadata("Depfile")).Where(l => !l.StartsWith('#')) : [];

    void WriteStamp(ITaskItem model, string ort, string[] given)
    {
        string stamp = model.GetMetadata("Stamp");
        string text = string.Join('\n', [.. OptionNames.Select(n => $"{n}={model.GetMetadata(n)}"), $"tool={Tool}", $"ort={ort}", .. given, ""]);
        try
        {
            if (!File.Exists(stamp) || File.ReadAllText(stamp) != text)
            {
                Directory.CreateDirectory(Path.GetDirectoryName(stamp)!);
                File.WriteAllText(stamp, text);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Log.LogError(null, "QCC6024", null, stamp, 0, 0, 0, 0, $"cannot write: {e.Message}; check the permissions and the space of the folder");
        }
    }
}
