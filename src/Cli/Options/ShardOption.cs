using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Qcc.Calibrate;
using Qcc.Core.Diagnostics;

namespace Qcc.Cli.Options;

/// <summary><c>--shard I/N|auto</c> and <c>--shards N</c>: one part of work that N calls share.</summary>
sealed class ShardOption
{
    /// <summary>What an index is left to the scheduler for.</summary>
    const string Auto = "auto";

    /// <summary>What the option says; null: the scheduler does.</summary>
    sealed record Part(Shard? Given);

    readonly Option<Part> _shard;
    readonly Option<int?> _shards = new("--shards") { Description = $"With --shard {Auto}: the number of parts, where the scheduler does not tell it", HelpName = "N" };

    /// <param name="things">What is shared.</param>
    public ShardOption(string things)
    {
        _shard = new Option<Part>("--shard")
        {
            Description = $"Only part I of N of the {things}, so that N calls share the work; {Auto}: the part that a Slurm array or an indexed Kubernetes job gives this call",
            HelpName = $"I/N|{Auto}",
            CustomParser = Parse,
            DefaultValueFactory = _ => new Part(Shard.Whole),
        };
        _shards.Validators.Add(AtLeastOne.Of(_shards));
    }

    public void AddTo(Command command)
    {
        command.Add(_shard);
        command.Add(_shards);
    }

    /// <summary>The part.</summary>
    /// <exception cref="DiagnosticException">QCC0101: it is left to a scheduler, and none says what it is.</exception>
    public Shard Read(ParseResult line, Shell shell)
    {
        int? shards = line.GetValue(_shards);
        if (line.GetRequiredValue(_shard).Given is not { } given)
        {
            return OfScheduler(shards, shell.Terminal.Environment);
        }
        return shards is null ? given : throw UsageDiagnostics.Error("--shards goes with --shard auto alone", $"write --shard {Auto} --shards {shards}, or --shard I/{shards}");
    }

    /// <summary>
    /// The part that a scheduler's environment tells. A Slurm array tells its size, unless a single task of it is run again; an indexed job of
    /// Kubernetes does not. Where the size is given, indices count from 0.
    /// </summary>
    static Shard OfScheduler(int? shards, Func<string, string?> environment)
    {
        int? Number(string name) => environment(name) is { } text ? TryNumber(text, out int number) ? number : throw UsageDiagnostics.Error($"{name} is '{text}', no number", "let the scheduler set it, or write --shard I/N") : null;
        (string name, int? index) = Number("SLURM_ARRAY_TASK_ID") is { } task ? ("SLURM_ARRAY_TASK_ID", task) : ("JOB_COMPLETION_INDEX", Number("JOB_COMPLETION_INDEX"));
        if (index is not { } number)
        {
            throw UsageDiagnostics.Error($"--shard {Auto} finds no SLURM_ARRAY_TASK_ID and no JOB_COMPLETION_INDEX", "run it as a task of a Slurm array or of an indexed Kubernetes job, or write --shard I/N");
        }
        (int first, int step) = (0, 1);
        if (shards is null && name == "SLURM_ARRAY_TASK_ID" && Number("SLURM_ARRAY_TASK_COUNT") is { } count)
        {
            (shards, first, step) = (count, Number("SLURM_ARRAY_TASK_MIN") ?? 0, Math.Max(1, Number("SLURM_ARRAY_TASK_STEP") ?? 1));
        }
        if (shards is not { } of)
        {
            throw UsageDiagnostics.Error($"{name} is {number}, but nothing tells how many parts there are", "add --shards N");
        }
        int part = (number - first) / step;
        return part >= 0 && part < of && of <= Shard.Most ? new Shard(part + 1, of)
            : throw UsageDiagnostics.Error($"{name} is {number}, outside of {of} parts counted from {first}", "let the indices run from 0 to N - 1 for --shards N");
    }

    static Part? Parse(ArgumentResult result)
    {
        string word = result.Tokens[0].Value;
        if (word == Auto)
        {
            return new Part(null);
        }
        string[] parts = word.Split('/');
        if (parts.Length == 2 && TryNumber(parts[0], out int index) && TryNumber(parts[1], out int of) && index >= 1 && index <= of && of <= Shard.Most)
        {
            return new Part(new Shard(index, of));
        }
        result.AddError($"--shard needs I/N with I from 1 to N (at most {Shard.Most}), such as 1/8, or {Auto}, not '{word}'");
        return null;
    }

    static bool TryNumber(string word, out int number) => int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
