using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Qcc.Measure;

namespace Qcc.Cli.Options;

/// <summary>What a compile is to reach, and how long it may search.</summary>
sealed class GoalOptionSet
{
    /// <summary>What <c>--metric</c> says, here and in <c>qcc eval</c>.</summary>
    public const string MetricDescription = "What to count; default: top1 for integer labels, psnr for stored pictures, mse for floats";

    readonly Option<bool> _auto = new("--auto") { Description = "Compare recipes on held-out calibration samples and add remedies where the error asks for them (the default)" };
    readonly Option<bool> _noAuto = new("--no-auto") { Description = "Take the cheapest recipe as it is" };
    readonly Option<TimeSpan?> _timeLimit = new("--time-limit") { Description = "Take the best recipe found after this time: 90, 90s, 5m or 1h; a search that it ends may differ from another", HelpName = "TIME", CustomParser = ParseTime };
    readonly Option<Budget?> _budget = new("--budget") { Description = "Which layers are float: the least error within latency=80%, size=40% or bops=20% of the float model (size and bops also as bytes and operations: 300kB, 2G), or the fastest whose output error is within drop=3% (or 30dB)", HelpName = "KIND=LIMIT", CustomParser = ParseBudget };
    readonly Option<double?> _maxDrop = new("--max-drop") { Description = "How much worse the metric may get: 0.5% is half a point of top1, of others 0.5 % of the float model's value. The fastest file that keeps it is written, none where no file does (exit code 6)", HelpName = "PERCENT", CustomParser = ParsePercent };
    readonly Option<string?> _eval = new("--eval") { Description = "Labelled samples that judge --max-drop and choose nothing; without them it is the share of equal answers on held-out calibration samples", HelpName = "PATH" };
    readonly Option<string?> _labels = new("--labels") { Description = "Answers for --eval, as 'qcc eval' takes them", HelpName = "PATH" };
    readonly Option<Metric?> _metric = Choice.OptionalOption<Metric>("--metric", MetricDescription);
    readonly Option<bool> _bestEffort = new("--best-effort") { Description = "Write the best file found where --max-drop or --budget cannot be kept" };

    public void AddTo(Command command)
    {
        foreach (Option option in new Option[] { _auto, _noAuto, _timeLimit, _budget, _maxDrop, _eval, _labels, _metric, _bestEffort })
        {
            command.Add(option);
        }
        command.Validators.Add(Check);
    }

    void Check(CommandResult line)
    {
        bool Given(Option option) => line.GetResult(option) is { Implicit: false };
        if (Given(_auto) && Given(_noAuto))
        {
            line.AddError("--auto and --no-auto exclude each other");
        }
        if (Given(_noAuto) && Given(_budget))
        {
            line.AddError("--budget searches, which --no-auto forbids");
        }
        if (!Given(_eval) && (Given(_labels) || Given(_metric)))
        {
            line.AddError($"{(Given(_labels) ? "--labels" : "--metric")} needs --eval");
        }
    }

    public CompileOptions Read(ParseResult line, CompileOptions options) => options with
    {
        Auto = !line.GetValue(_noAuto),
        TimeLimit = line.GetValue(_timeLimit),
        Budget = line.GetValue(_budget),
        MaxDrop = line.GetValue(_maxDrop),
        Evaluation = line.GetValue(_eval) is { } path ? new EvaluationData(path, line.GetValue(_labels), line.GetValue(_metric)) : null,
        BestEffort = line.GetValue(_bestEffort),
    };

    static TimeSpan? ParseTime(ArgumentResult result)
    {
        string word = result.Tokens[0].Value;
        double unit = word.EndsWith('h') ? 3600 : word.EndsWith('m') ? 60 : 1;
        if (TryNumber(word.TrimEnd('s', 'm', 'h'), out double number) && number is > 0 and < 1e6 && word.Length - word.TrimEnd('s', 'm', 'h').Length <= 1)
        {
            return TimeSpan.FromSeconds(number * unit);
        }
        result.AddError($"--time-limit needs a time such as 90s or 5m, not '{word}'");
        return null;
    }

    static double? ParsePercent(ArgumentResult result)
    {
        string word = result.Tokens[0].Value;
        if (word.EndsWith('%') && TryNumber(word[..^1], out double percent) && percent is >= 0 and <= 100)
        {
            return percent / 100;
        }
        result.AddError($"--max-drop needs percents such as 0.5%, not '{word}'");
        return null;
    }

    static Budget? ParseBudget(ArgumentResult result)
    {
        string word = result.Tokens[0].Value;
        string[] parts = word.Split('=', 2);
        if (parts.Length == 2 && Kinds.TryGetValue(parts[0], out BudgetKind kind) && Limit(kind, parts[1]) is { } budget)
        {
            return budget;
        }
        result.AddError($"--budget needs latency=80%, size=300kB, bops=20% or drop=3%, not '{word}'");
        return null;
    }

    static readonly Dictionary<string, BudgetKind> Kinds = Enum.GetValues<BudgetKind>().ToDictionary(Choice.Name, StringComparer.Ordinal);

    static readonly (string Unit, double Factor)[] Units = [("kB", 1e3), ("MB", 1e6), ("GB", 1e9), ("k", 1e3), ("M", 1e6), ("G", 1e9), ("T", 1e12), ("B", 1), ("", 1)];

    static Budget? Limit(BudgetKind kind, string text)
    {
        if (text.EndsWith('%'))
        {
            return TryNumber(text[..^1], out double percent) && percent > 0 ? new Budget(kind, percent / 100, IsShare: true) : null;
        }
        if (kind == BudgetKind.Drop)
        {
            return text.EndsWith("dB", StringComparison.Ordinal) && TryNumber(text[..^2], out double db) ? new Budget(kind, Math.Pow(10, -db / 20), IsShare: true) : null;
        }
        (string unit, double factor) = Units.First(u => text.EndsWith(u.Unit, StringComparison.Ordinal));
        return kind != BudgetKind.Latency && TryNumber(text[..^unit.Length], out double number) && number > 0 ? new Budget(kind, number * factor, IsShare: false) : null;
    }

    static bool TryNumber(string text, out double number) => double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number);
}
