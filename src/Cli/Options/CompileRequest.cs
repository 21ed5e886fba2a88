using Qcc.Cli.Output;

namespace Qcc.Cli.Options;

/// <summary>Which existing files an output may replace.</summary>
enum Overwrite
{
    /// <summary>Those that carry our metadata entry <c>qcc.version</c>.</summary>
    OwnFiles,

    /// <summary>Any file that the compile does not read (--force).</summary>
    Anything,
}

/// <summary>A compile as the command line asks for it.</summary>
/// <param name="Model">The model's path, or null where none was given.</param>
sealed record CompileRequest(string? Model)
{
    /// <summary>Where to write, "-" for standard output; null: the default name.</summary>
    public string? Output { get; init; }

    /// <summary>The option that says where the model goes.</summary>
    public OutputKind OutputKind { get; init; } = OutputKind.Model;

    public Overwrite Overwrite { get; init; }

    /// <summary>Where to write the plan, "-" for standard output; null: nowhere.</summary>
    public string? SavePlan { get; init; }

    /// <summary>Namespace and class of the C# class to write, or null.</summary>
    public string? Wrapper { get; init; }

    /// <summary>Where that class goes: beside the output, called like the class.</summary>
    public string? WrapperPath => Wrapper is null || Output is null ? null
        : Path.Combine(Path.GetDirectoryName(Output) ?? "", $"{Wrapper[(Wrapper.LastIndexOf('.') + 1)..]}.g.cs");

    /// <summary>Where to write which files were read, or null.</summary>
    public string? Depfile { get; init; }

    /// <summary>The configuration that the call has read, or null.</summary>
    public string? Configuration { get; init; }

    /// <summary>Where the log of the messages goes, or null.</summary>
    public string? Log { get; init; }

    /// <summary>What the call reads beside the model and its weights: files, and folders of samples.</summary>
    public IEnumerable<(string Use, string Path)> Reads =>
        from input in new (string Use, string? Path)[]
        {
            ("the plan that --plan reads", Options.PlanFile), ("the statistics that --stats reads", Options.StatisticsFile), ("the configuration of the call", Configuration),
            ("a file that --calibrate reads", Options.CalibrationPath), ("a file that --eval reads", Options.Evaluation?.Path), ("the labels that --labels reads", Options.Evaluation?.Labels),
        }
        where input.Path is not null and not OutputPath.StandardOutput
        select (input.Use, input.Path);

    /// <summary>Everything that the call writes, "-" for standard output.</summary>
    public IReadOnlyList<(OutputKind Kind, string Path)> Outputs =>
    [
        .. from output in new (OutputKind Kind, string? Path)[] { (OutputKind, Output), (OutputKind.Plan, SavePlan), (OutputKind.Wrapper, WrapperPath), (OutputKind.Depfile, Depfile), (OutputKind.Sarif, Log) }
           where output.Path is not null
           select (output.Kind, output.Path),
    ];

    /// <summary>All but what needs the shell (progress, diagnostics).</summary>
    public CompileOptions Options { get; init; } = new();
}
