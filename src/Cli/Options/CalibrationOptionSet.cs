using System.CommandLine;

namespace Qcc.Cli.Options;

/// <summary>Options that decide what a calibration observes and on which samples; a compile has them too.</summary>
sealed class CalibrationOptionSet
{
    readonly TargetOption _target = new();
    readonly Option<string?> _calibrate = new("--calibrate", "-c") { Description = "Samples to read the ranges from: a folder of pictures, .npy, .npz or .pb files, one such file, or - (an .npz on standard input). A compile without it uses synthetic samples, with a warning", HelpName = "PATH" };
    readonly Option<IReadOnlyDictionary<string, IReadOnlyList<long>>> _shape = ShapeOption.Create();
    readonly Option<bool> _keepOverridable = new("--keep-overridable") { Description = "Keep initializers that are also graph inputs replaceable by the caller; they stay float" };
    readonly Option<bool> _allowNonFinite = new("--allow-nonfinite") { Description = "Accept NaN or infinite weights; their layers stay float" };
    readonly ThreadsOption _threads = new();
    readonly SampleOptionSet _samples = new();

    public void AddTo(Command command)
    {
        _target.AddTo(command);
        command.Add(_calibrate);
        _samples.AddTo(command);
        command.Add(_shape);
        command.Add(_keepOverridable);
        command.Add(_allowNonFinite);
        _threads.AddTo(command);
    }

    public CompileOptions Read(ParseResult line, Shell shell) => new()
    {
        Target = _target.Read(line),
        CalibrationPath = line.GetValue(_calibrate),
        Samples = _samples.Read(line),
        Shapes = line.GetRequiredValue(_shape),
        KeepOverridable = line.GetValue(_keepOverridable),
        AllowNonFinite = line.GetValue(_allowNonFinite),
        Threads = _threads.Read(line, shell),
    };
}
