using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Qcc.Core.Diagnostics;

namespace Qcc.Cli.Usage;

/// <summary>Explains what the parser did not understand, with suggestions of our own.</summary>
static class UsageErrors
{
    /// <summary>The errors of a line; empty where it can be run.</summary>
    public static IReadOnlyList<Diagnostic> In(ParseResult line)
    {
        Command command = line.CommandResult.Command;
        string[] unknown = [.. UnknownOptions(line)];
        if (unknown.Length > 0)
        {
            return [.. unknown.Select(o => At($"unknown option '{o}'", Suggestion(o.Split('=')[0], OptionNames(command), command, Owner(o.Split('=')[0], line))))];
        }
        if (MisspelledVerb(line) is { } word)
        {
            return [At($"unknown verb '{word}'", Suggestion(word, VerbNames(line), command))];
        }
        if (OptionBeforeVerb(line) is { } option)
        {
            return [At($"'{option}' stands before the verb '{command.Name}', where it means nothing", $"write it after '{command.Name}' if it belongs there ({See(command)})")];
        }
        if (ModelBeforeVerb(line) is { } model)
        {
            return [At($"'{model}' stands before the verb '{command.Name}'", $"write 'qcc {command.Name} {model}'")];
        }
        if (Empty(line) is { } name)
        {
            return [At($"{name} is empty", $"give it a value, or leave it out ({See(command)})")];
        }
        if (WithoutValue(line) is { } bare)
        {
            return [At($"{bare} has no value", $"write it behind {bare} ({See(command)})")];
        }
        if (line.UnmatchedTokens.Count > 0)
        {
            return [At($"unexpected argument '{line.UnmatchedTokens[0]}'", See(command))];
        }
        return [.. line.Errors.Select(e => At(Sentence(e), See(command)))];
    }

    /// <summary>What is wrong with <c>[suggest:N]</c>, which completion scripts write; null: nothing, or it is not there.</summary>
    public static Diagnostic? InDirective(IReadOnlyList<string> words)
    {
        const string Start = "[suggest:";
        return words is [var word, ..] && word.StartsWith(Start, StringComparison.Ordinal) && word[^1] == ']'
            && !int.TryParse(word.AsSpan()[Start.Length..^1], NumberStyles.None, CultureInfo.InvariantCulture, out _)
            ? At($"'{word}' has no position in a line", "write [suggest:N] with a whole number of at least 0, or see 'qcc completions --help'")
            : null;
    }

    static Diagnostic At(string text, string remedy) => UsageDiagnostics.Usage.At(UsageDiagnostics.Place, new UsageError(text, remedy));

    /// <summary>Words that look like options and were taken for arguments, because no option has their name.</summary>
    static IEnumerable<string> UnknownOptions(ParseResult line)
    {
        int end = line.Tokens.TakeWhile(t => t.Type != TokenType.DoubleDash).Count();
        HashSet<string> arguments = [.. line.CommandResult.Children.OfType<ArgumentResult>().SelectMany(a => a.Tokens).Select(t => t.Value), .. line.UnmatchedTokens];
        return line.Tokens.Take(end)
            .Where(t => t.Type == TokenType.Argument && t.Value.Length > 1 && t.Value[0] == '-' && arguments.Contains(t.Value))
            .Select(t => t.Value).Distinct();
    }

    /// <summary>The first positional of a compile that is no file and nearly a verb.</summary>
    static string? MisspelledVerb(ParseResult line)
    {
        if (line.CommandResult.Command is not RootCommand)
        {
            return null;
        }
        string? first = Positionals(line.CommandResult).FirstOrDefault();
        // What stands behind -- is a file, whatever it is called.
        bool isWord = line.Tokens.TakeWhile(t => t.Type != TokenType.DoubleDash).Any(t => t.Value == first);
        return first is { Length: > 0 } && isWord && !Path.Exists(first) && NearestNames.To(first, VerbNames(line)).Count > 0 ? first : null;
    }

    /// <summary>An option of the compile that stands before another verb, which would ignore it.</summary>
    static string? OptionBeforeVerb(ParseResult line) =>
        line.CommandResult.Command is RootCommand
            ? null
            : line.RootCommandResult.Children.OfType<OptionResult>().FirstOrDefault(o => !o.Implicit && !o.Option.Recursive)?.IdentifierToken?.Value;

    /// <summary>The model of a compile that stands before another verb.</summary>
    static string? ModelBeforeVerb(ParseResult line) =>
        line.CommandResult.Command is RootCommand ? null : Positionals(line.RootCommandResult).FirstOrDefault();

    /// <summary>The first option or argument whose value is an empty text, as an unset variable of a script gives.</summary>
    static string? Empty(ParseResult line) =>
        line.CommandResult.Children.FirstOrDefault(c => c.Tokens.Any(t => t.Value.Length == 0)) switch
        {
            OptionResult option => option.Option.Name,
            ArgumentResult argument => argument.Argument.HelpName ?? argument.Argument.Name,
            _ => null,
        };

    /// <summary>The first option whose value is the name of another: the parser takes the next word, whatever it is, for a value that must be there.</summary>
    static string? WithoutValue(ParseResult line)
    {
        Command command = line.CommandResult.Command;
        HashSet<string> names = [.. AllOptions(command).SelectMany(o => o.Aliases.Append(o.Name))];
        return line.CommandResult.Children.OfType<OptionResult>().FirstOrDefault(o => !o.Implicit && o.Tokens.Any(t => names.Contains(t.Value)))?.Option.Name;
    }

    static IEnumerable<Option> AllOptions(Command command) =>
        command.Options.Concat(command.Parents.OfType<Command>().SelectMany(p => p.Options).Where(o => o.Recursive));

    static IEnumerable<string> Positionals(CommandResult command) => command.Children.OfType<ArgumentResult>().SelectMany(a => a.Tokens).Select(t => t.Value);

    static string Suggestion(string word, IEnumerable<string> names, Command command, string? owner = null) =>
        owner is not null ? $"'qcc {owner}' takes it ({See(command)})"
        : NearestNames.To(word, names) is { Count: > 0 } near ? $"did you mean {string.Join(" or ", near.Select(n => $"'{n}'"))}?" : See(command);

    /// <summary>The first verb that has an option of exactly this name; null where none has.</summary>
    static string? Owner(string option, ParseResult line) =>
        line.RootCommandResult.Command.Subcommands.FirstOrDefault(c => OptionNames(c).Contains(option))?.Name;

    static string See(Command command) => command is RootCommand ? "see 'qcc --help'" : $"see 'qcc {command.Name} --help'";

    static IEnumerable<string> VerbNames(ParseResult line) => line.RootCommandResult.Command.Subcommands.Select(c => c.Name);

    static IEnumerable<string> OptionNames(Command command) => AllOptions(command).Where(o => !o.Hidden).Select(o => o.Name);

    /// <summary>The parser's message as the first half of our line: without full stop and names of types, on one line.</summary>
    static string Sentence(ParseError error)
    {
        if (WrongNumber(error) is { } sentence)
        {
            return sentence;
        }
        string text = error.Message.ReplaceLineEndings(" ").TrimEnd('.', ' ');
        return text.Length > 1 && char.IsUpper(text[0]) && char.IsLower(text[1]) ? char.ToLowerInvariant(text[0]) + text[1..] : text;
    }

    /// <summary>What to say where the parser itself turns a word into a number and cannot.</summary>
    static string? WrongNumber(ParseError error)
    {
        OptionResult? option = error.SymbolResult as OptionResult ?? error.SymbolResult?.Parent as OptionResult;
        return option?.Tokens is [{ Value: var word }, ..] && (option.Option.ValueType == typeof(int) || option.Option.ValueType == typeof(int?))
            && !int.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _)
            ? $"{option.Option.Name} takes a whole number, not '{word}'"
            : null;
    }
}
