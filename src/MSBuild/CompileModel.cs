using System.Globalization;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace Qcc.MSBuild;

/// <summary>
/// Runs the compiler in a process of its own: what it does to itself, it does not do to the build, and no file stays open in a node that is used again.
/// </summary>
public sealed class CompileModel : ToolTask
{
    readonly Lock _lock = new();
    readonly List<string> _warnings = [];
    ITaskItem _model = new TaskItem();

    /// <summary>What <see cref="PrepareModels"/> gave.</summary>
    [Required]
    public ITaskItem[] Models { get; set; } = [];

    /// <summary>The output to make, which tells the model.</summary>
    [Required]
    public string OutputFile { get; set; } = "";

    /// <summary>Qcc.Cli.dll.</summary>
    [Required]
    public string Tool { get; set; } = "";

    [Required]
    public string ProjectDirectory { get; set; } = "";

    /// <summary>The output, where it was made.</summary>
    [Output]
    public ITaskItem? Compiled { get; private set; }

    protected override string ToolName => OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";

    protected override MessageImportance StandardErrorLoggingImportance => MessageImportance.Normal;
    protected override MessageImportance StandardOutputLoggingImportance => MessageImportance.Low;

    string Folder => Path.GetDirectoryName(OutputFile)!;

    public override bool Execute()
    {
        _model = Models.Single(m => m.GetMetadata("OutputFile") == OutputFile);
        if (_model.GetMetadata("Ort") is { Length: > 0 } ort && Environment.GetEnvironmentVariable("QCC_ORT") is not { Length: > 0 })
        {
            EnvironmentVariables = [$"QCC_ORT={ort}"];
        }
        bool succeeded;
        try
        {
            RemoveLeftovers();
            succeeded = base.Execute();
            // Also where the build takes a warning for an error: the output is there, and the next build must not pass over it in silence.
            File.WriteAllLines(_model.GetMetadata("Diagnostics"), _warnings);
            if (!succeeded)
            {
                RemoveLeftovers();
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Log.LogError(null, "QCC6024", null, OutputFile, 0, 0, 0, 0, $"cannot write: {e.Message}; check the permissions and the space of the folder");
            return false;
        }
        if (!succeeded)
        {
            return false;
        }
        Log.LogMessage(MessageImportance.High, $"{_model.ItemSpec} -> {OutputFile}");
        Compiled = new TaskItem(PrepareModels.Escaped(OutputFile));
        return true;
    }

    protected override string GenerateFullPathToTool() => Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host : ToolName;

    protected override string GetWorkingDirectory() => ProjectDirectory;

    protected override string GenerateCommandLineCommands()
    {
        var line = new CommandLineBuilder();
        line.AppendSwitch("exec");
        line.AppendFileNameIfNotNull(Tool);
        line.AppendSwitch("compile");
        line.AppendFileNameIfNotNull(_model.ItemSpec);
        line.AppendSwitchIfNotNull("--target ", _model.GetMetadata("QccTarget"));
        Add(line, "--calibrate ", "Calibrate");
        Add(line, "--eval ", "Eval");
        Add(line, "--labels ", "Labels");
        Add(line, "--max-drop ", "MaxDrop");
        Add(line, "--wrapper ", "Wrapper");
        line.AppendSwitchIfNotNull("--output ", OutputFile);
        line.AppendSwitchIfNotNull("--depfile ", _model.GetMetadata("Depfile"));
        // The folder holds nothing that is not made here.
        line.AppendSwitch("--force");
        line.AppendSwitch("--no-progress");
        // The machine that builds is busy, and is not the one that runs the model.
        line.AppendSwitch("--no-warn QCC5001");
        line.AppendSwitchIfNotNull("--parent-pid ", Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        if (_model.GetMetadata("Options") is { Length: > 0 } options)
        {
            line.AppendSwitch(options);
        }
        return line.ToString();
    }

    /// <summary>What messages about a call stand at, of which a project has no line: those about an item stand at its model.</summary>
    const string OfCall = "qcc : ";

    protected override void LogEventsFromTextOutput(string singleLine, MessageImportance messageImportance)
    {
        if (singleLine.StartsWith(OfCall, StringComparison.Ordinal))
        {
            singleLine = $"{_model.ItemSpec} : {singleLine[OfCall.Length..]}";
        }
        if (singleLine.Contains(" : warning QCC", StringComparison.Ordinal))
        {
            lock (_lock)
            {
                _warnings.Add(singleLine);
            }
        }
        base.LogEventsFromTextOutput(singleLine, messageImportance);
    }

    protected override bool HandleTaskExecutionErrors()
    {
        if (!Log.HasLoggedErrors)
        {
            Log.LogError(null, "QCC0001", null, _model.ItemSpec, 0, 0, 0, 0, $"the compiler ended with exit code {ExitCode} and without a diagnostic; this is a bug of qcc or of a library below it: please report it with the model");
        }
        return false;
    }

    void Add(CommandLineBuilder line, string option, string metadata)
    {
        if (_model.GetMetadata(metadata) is { Length: > 0 } value)
        {
            line.AppendSwitchIfNotNull(option, value);
        }
    }

    /// <summary>Removes the temporary files that a compile leaves which was killed; the last good output stays.</summary>
    void RemoveLeftovers()
    {
        foreach (string file in Directory.Exists(Folder) ? Directory.EnumerateFiles(Folder, "*.tmp").ToArray() : [])
        {
            File.Delete(file);
        }
    }
}
