using Qcc.Calibrate;
using Qcc.Cli.Configuration;
using Qcc.Cli.Documents;
using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;
using Qcc.Onnx;
using Qcc.Plans;
using Qcc.Report;
using Qcc.Wrapper;

namespace Qcc.Cli.Output;

/// <summary>A file that a compile writes: the option that names it, and how a file of ours of this kind is known.</summary>
/// <param name="Option">The option's name, for remedies.</param>
/// <param name="Evidence">Why an existing file is not ours.</param>
/// <param name="IsOwn">Whether qcc has written a file, which is not empty.</param>
sealed record OutputKind(string Option, string Evidence, Func<string, bool> IsOwn)
{
    /// <summary>The metadata entry that models of ours carry.</summary>
    public const string OwnEntry = "qcc.version";

    public static readonly OutputKind Model = new("--output", $"was not written by qcc (it has no {OwnEntry} entry)", IsOwnModel);

    /// <summary>The weights beside a model's file.</summary>
    public static OutputKind DataOf(string model) => new("--output", $"holds no weights of a model that qcc wrote to {model}", path => IsOwnModel(model) && ModelImporter.DataFiles(model).Contains(Links.Real(path)));

    public static readonly OutputKind Plan = new("--save-plan", "is no quantization plan", PlanFile.IsPlan);

    public static readonly OutputKind Wrapper = new("--wrapper", "was not written by qcc", path => File.ReadLines(path).Skip(1).FirstOrDefault()?.StartsWith(CSharpWrapper.Mark, StringComparison.Ordinal) == true);

    public static readonly OutputKind Depfile = new("--depfile", "is no list of files that qcc has read", Dependencies.IsOwn);

    public static readonly OutputKind Statistics = new("--output", "holds no statistics of qcc", StatisticsFile.IsStatistics);

    public static readonly OutputKind Page = new("--output", "is no report of qcc", ReportPage.IsPage);

    public static readonly OutputKind Sarif = new("--sarif", "is no SARIF log", SarifLog.IsLog);

    /// <summary>A configuration, which has these keys.</summary>
    public static OutputKind Configuration(IReadOnlyList<ConfigKey> keys) => new("--save-config", "is no configuration of qcc", path => ConfigFile.IsConfig(path, keys));

    static bool IsOwnModel(string path)
    {
        try
        {
            Model model = ModelImporter.Import(path, new DiagnosticList());
            return model.Metadata.Any(entry => entry.Key == OwnEntry);
        }
        catch (DiagnosticException)
        {
            return false;
        }
    }
}
