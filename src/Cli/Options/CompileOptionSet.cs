using System.CommandLine;
using System.Globalization;
using Qcc.Core.Quantization;
using Qcc.Passes.Lower;
using Qcc.Targets;
using Qcc.Wrapper;

namespace Qcc.Cli.Options;

/// <summary>Options of a compile, for the root and for the verb.</summary>
sealed class CompileOptionSet
{
    readonly Argument<string?> _model = new("MODEL") { Description = "The .onnx file", Arity = ArgumentArity.ZeroOrOne };
    readonly CalibrationOptionSet _calibration = new();
    readonly Option<string?> _stats = new("--stats") { Description = "Statistics that 'qcc calibrate' wrote, to read the ranges from; samples that --calibrate gives then only compare", HelpName = "FILE" };
    readonly Option<bool> _requireCalibration = new("--require-calibration") { Description = "Make a missing --calibrate an error, for pipelines" };
    readonly Option<string?> _output = new("--output", "-o") { Description = "The file to write, - for standard output; default: STEM.TARGET.onnx in the working directory", HelpName = "OUT" };
    readonly Option<bool> _force = new("--force", "-f") { Description = "Replace what --output and --save-plan name although qcc has not written it; never what the call reads" };
    readonly Option<string[]> _keepFloat = Globs("--keep-float", "Nodes that stay float; repeatable, each must match a node name", "GLOB");
    readonly Option<string[]> _only = Globs("--only", "Only these nodes may become integer; repeatable, each must match a node name", "GLOB");
    readonly Option<string[]> _opTypes = Globs("--op-types", "Only these operator types may become integer", "A,B");
    readonly Option<Observer> _observer = Choice.Option<Observer>("--observer", "How a range is read from the statistics; auto: chosen by the error on held-back samples");
    readonly Option<Preference> _prefer = Choice.Option<Preference>("--prefer", "Which layers become integer: those that get faster, or all that get smaller");
    readonly GoalOptionSet _goal = new();
    readonly Option<bool> _requantize = new("--requantize") { Description = "Turn what is quantized already back into floats first; otherwise it stays as it is" };
    readonly Option<OnnxForm> _format = Choice.Option<OnnxForm>("--format", "How integers are written: what ONNX Runtime runs fastest, its own operators included; standard operators with Q/DQ around; operators on codes");
    readonly Option<Isa> _isa = Choice.Option<Isa>("--isa", "The processor: x64 with VNNI, x64 without (weights are kept where sums of 16 bits cannot saturate), 64-bit ARM");
    readonly Option<int> _blockSize = new("--block-size") { Description = "Target int4-cpu: weights that share a scale: 16, 32, 64 or 128; default: chosen by error and size", HelpName = "N", DefaultValueFactory = _ => 0 };
    readonly Option<ZeroPoints> _zeroPoints = Choice.Option<ZeroPoints>("--zero-points", "Target int4-cpu: whether blocks of weights have zero points; auto: chosen by error and size");
    readonly Option<int> _weightBits = new("--weight-bits") { Description = "Integer-only targets: bits of the weights of layers, 4 or 8", HelpName = "4|8", DefaultValueFactory = _ => 8 };
    readonly Option<int> _multiplierBits = new("--multiplier-bits") { Description = "Integer-only targets: bits of the multipliers that scales become, 8 to 31", HelpName = "N", DefaultValueFactory = _ => 31 };
    readonly Option<MultiplierForm> _multiplier = Choice.Option<MultiplierForm>("--multiplier", "Integer-only targets: what scales become, a multiplication and a shift, or with scales that are powers of two a shift alone");
    readonly Option<bool> _integerIo = new("--integer-io") { Description = "Integer-only targets: inputs and outputs are codes, whose scales the result names; those of c-mcu always are" };
    readonly Option<string?> _plan = new("--plan") { Description = "Replay the decisions of a saved plan instead of deciding anew", HelpName = "FILE" };
    readonly Option<string?> _savePlan = new("--save-plan") { Description = "Write every decision with its reason as JSON, - for standard output", HelpName = "FILE" };
    readonly Option<string?> _wrapper = new("--wrapper") { Description = "Write a C# class that runs the model, into CLASS.g.cs beside the output", HelpName = "NAMESPACE.CLASS" };
    readonly Option<string?> _depfile = new("--depfile") { Description = "Write which files the compile has read, one a line, for build systems", HelpName = "FILE" };
    readonly Option<int> _seed = new("--seed") { Description = "Seed of synthetic samples", HelpName = "N", DefaultValueFactory = _ => 0 };
    readonly Option<bool> _verify = new("--verify") { Description = "Check the graph after every pass (for developers of passes)" };

    public CompileOptionSet()
    {
        Demand(_multiplierBits, bits => bits is >= 8 and <= 31, "--multiplier-bits takes 8 to 31");
        Demand(_weightBits, bits => bits is 4 or 8, "--weight-bits takes 4 or 8");
        Demand(_blockSize, size => WeightGrid.BlockSizes.Contains(size), $"--block-size takes {string.Join(", ", WeightGrid.BlockSizes)}");
        _wrapper.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !CSharpWrapper.IsName(token.Value))
            {
                result.AddError($"--wrapper takes a namespace and a class such as Demo.Kws, of letters, digits and underscores, not '{token.Value}'");
            }
        });
    }

    /// <summary>Refuses a number; what is no number at all is refused by the parser.</summary>
    static void Demand(Option<int> option, Func<int, bool> holds, string message) => option.Validators.Add(result =>
    {
        if (result.Tokens is [var token] && int.TryParse(token.Value, NumberStyles.Integer, CultureInfo.InvariantCulture, out int number) && !holds(number))
        {
            result.AddError(message);
        }
    });

    public void AddTo(Command command)
    {
        command.Add(_model);
        AddSharedTo(command);
        AddPlanTo(command);
        foreach (Option option in new Option[] { _output, _savePlan, _wrapper, _depfile })
        {
            command.Add(option);
        }
    }

    /// <summary>Adds the option that replays the decisions about one model.</summary>
    public void AddPlanTo(Command command) => command.Add(_plan);

    /// <summary>Adds the options that make sense for several models at once.</summary>
    public void AddSharedTo(Command command)
    {
        AddDecisionsTo(command);
        command.Add(_force);
    }

    /// <summary>Adds the options that decide what becomes of a model, wherever it is written.</summary>
    public void AddDecisionsTo(Command command)
    {
        _calibration.AddTo(command);
        _goal.AddTo(command);
        foreach (Option option in new Option[] { _stats, _requireCalibration, _keepFloat, _only, _opTypes, _observer, _prefer, _requantize, _format, _isa, _blockSize, _zeroPoints, _weightBits, _multiplierBits, _multiplier, _integerIo, _seed, _verify })
        {
            command.Add(option);
        }
    }

    /// <summary>The plain values of a line.</summary>
    public CompileRequest Read(ParseResult line, Shell shell)
    {
        return ReadShared(line, shell) with
        {
            Model = line.GetValue(_model),
            Output = line.GetValue(_output),
            SavePlan = line.GetValue(_savePlan),
            Wrapper = line.GetValue(_wrapper),
            Depfile = line.GetValue(_depfile),
        };
    }

    /// <summary>The values of the options that several models share, and of the plan where the command has it; there is no model.</summary>
    public CompileRequest ReadShared(ParseResult line, Shell shell) => new(Model: null)
    {
        Overwrite = line.GetValue(_force) ? Overwrite.Anything : Overwrite.OwnFiles,
        Options = ReadDecisions(line, shell) with { PlanFile = line.GetValue(_plan) },
    };

    /// <summary>The values of <see cref="AddDecisionsTo"/>.</summary>
    public CompileOptions ReadDecisions(ParseResult line, Shell shell) => _goal.Read(line, _calibration.Read(line, shell)) with
    {
        StatisticsFile = line.GetValue(_stats),
        RequireCalibration = line.GetValue(_requireCalibration),
        KeepFloat = line.GetRequiredValue(_keepFloat),
        Only = line.GetRequiredValue(_only),
        OperatorTypes = [.. line.GetRequiredValue(_opTypes).SelectMany(t => t.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))],
        Observer = line.GetValue(_observer),
        Preference = line.GetValue(_prefer),
        Requantize = line.GetValue(_requantize),
        Form = line.GetValue(_format),
        Isa = line.GetValue(_isa),
        BlockSize = line.GetValue(_blockSize),
        ZeroPoints = line.GetValue(_zeroPoints),
        WeightBits = line.GetValue(_weightBits),
        MultiplierBits = line.GetValue(_multiplierBits),
        Multiplier = line.GetValue(_multiplier),
        IntegerIo = line.GetValue(_integerIo),
        Seed = line.GetValue(_seed),
        Verify = line.GetValue(_verify),
    };

    static Option<string[]> Globs(string name, string description, string help) => new(name)
    {
        Description = description,
        HelpName = help,
        Arity = ArgumentArity.OneOrMore,
        DefaultValueFactory = _ => [],
    };
}
