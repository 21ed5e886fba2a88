using System.CommandLine;
using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;
using Qcc.Data;

namespace Qcc.Cli.Options;

/// <summary><c>--data PATH</c> with the options that say how files become samples.</summary>
sealed class DataOption
{
    readonly Option<string?> _path = new("--data", "-d") { Description = "Samples: a folder of pictures, .npy, .npz or .pb files, one such file, or - (an .npz on standard input)", HelpName = "PATH" };
    readonly Option<int?> _limit = new("--samples") { Description = "Use only the first N samples", HelpName = "N" };
    readonly SampleOptionSet _samples = new();

    public DataOption() => _limit.Validators.Add(AtLeastOne.Of(_limit));

    /// <summary>For verbs that cannot do without samples.</summary>
    public static DataOption Required()
    {
        var option = new DataOption();
        option._path.Required = true;
        return option;
    }

    public void AddTo(Command command)
    {
        command.Add(_path);
        command.Add(_limit);
        _samples.AddTo(command);
    }

    /// <summary>The path as given, or null.</summary>
    public string? Path(ParseResult line) => line.GetValue(_path);

    /// <summary>How files become samples.</summary>
    public SampleOptions Samples(ParseResult line) => _samples.Read(line);

    /// <summary>How many samples to use at most.</summary>
    public int Limit(ParseResult line) => line.GetValue(_limit) ?? int.MaxValue;

    /// <summary>All samples, as they fit a model; null where no path was given.</summary>
    public ICalibrationSource? Open(ParseResult line, Model model, IDiagnostics diagnostics) =>
        line.GetValue(_path) is { } path ? SampleFiles.Open(path, ModelInput.Of(model.Graph), _samples.Read(line), diagnostics) : null;
}
