using System.CommandLine;
using System.CommandLine.Parsing;
using Qcc.Core.Diagnostics;

namespace Qcc.Cli.Options;

/// <summary>Options whose value is one of a few names: enum members in kebab-case.</summary>
static class Choice
{
    /// <summary>An option that stands for its first member where it is left out.</summary>
    public static Option<T> Option<T>(string name, string description, params string[] aliases) where T : struct, Enum => Completed<Option<T>, T>(new(name, aliases)
    {
        Description = $"{description} (default: {Names<T>().First()})",
        HelpName = string.Join('|', Names<T>()),
        CustomParser = Parse<T>,
    });

    /// <summary>An option that may be left out, where no member means the same.</summary>
    public static Option<T?> OptionalOption<T>(string name, string description) where T : struct, Enum => Completed<Option<T?>, T>(new(name)
    {
        Description = description,
        HelpName = string.Join('|', Names<T>()),
        CustomParser = result => Parse<T>(result),
    });

    public static Argument<T> Argument<T>(string name, string description) where T : struct, Enum
    {
        var argument = new Argument<T>(name) { Description = description, HelpName = string.Join('|', Names<T>()), CustomParser = Parse<T> };
        argument.CompletionSources.Clear();
        argument.CompletionSources.Add([.. Names<T>()]);
        return argument;
    }

    /// <summary>Shells complete the names that the parser takes, not those of the members.</summary>
    static TOption Completed<TOption, T>(TOption option) where TOption : Option where T : struct, Enum
    {
        option.CompletionSources.Clear();
        option.CompletionSources.Add([.. Names<T>()]);
        return option;
    }

    /// <summary>The name of a member: MinMax is min-max.</summary>
    public static string Name<T>(T member) where T : struct, Enum =>
        string.Concat(member.ToString().Select((c, i) => char.IsUpper(c) && i > 0 ? $"-{char.ToLowerInvariant(c)}" : $"{char.ToLowerInvariant(c)}"));

    static IEnumerable<string> Names<T>() where T : struct, Enum => Enum.GetValues<T>().Select(Name);

    static T Parse<T>(ArgumentResult result) where T : struct, Enum
    {
        string word = result.Tokens[0].Value;
        foreach (T member in Enum.GetValues<T>())
        {
            if (Name(member) == word)
            {
                return member;
            }
        }
        string option = result.Parent is OptionResult parent ? $"{parent.Option.Name} " : "";
        string hint = NearestNames.To(word, Names<T>()) is { Count: > 0 } near ? $", did you mean {near[0]}?" : "";
        result.AddError($"{option}'{word}' is none of {string.Join(", ", Names<T>())}{hint}");
        return default;
    }
}
