using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Qcc.Calibrate;

namespace Qcc.Cli.Options;

/// <summary><c>--shard I/N</c>: one part of work that N calls share.</summary>
static class ShardOption
{
    public static Option<Shard> Create(string things) => new("--shard")
    {
        Description = $"Only part I of N of the {things}, so that N calls share the work",
        HelpName = "I/N",
        CustomParser = Parse,
        DefaultValueFactory = _ => Shard.Whole,
    };

    static Shard Parse(ArgumentResult result)
    {
        string[] parts = result.Tokens[0].Value.Split('/');
        if (parts.Length == 2 && TryNumber(parts[0], out int index) && TryNumber(parts[1], out int of) && index >= 1 && index <= of && of <= Shard.Most)
        {
            return new Shard(index, of);
        }
        result.AddError($"--shard needs I/N with I from 1 to N (at most {Shard.Most}), such as 1/8, not '{result.Tokens[0].Value}'");
        return Shard.Whole;
    }

    static bool TryNumber(string word, out int number) => int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
