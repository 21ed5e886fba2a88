using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Qcc.Cli.Options;

/// <summary>Refuses numbers below 1, and those above a bound where there is one.</summary>
static class AtLeastOne
{
    public static Action<OptionResult> Of(Option<int?> option, int most = int.MaxValue) => result =>
    {
        // The value itself cannot be asked for: that throws where the word is no number.
        if (result.Tokens is [{ Value: var word }, ..] && int.TryParse(word, CultureInfo.InvariantCulture, out int number) && (number < 1 || number > most))
        {
            result.AddError(most == int.MaxValue ? $"{option.Name} needs a number of at least 1" : string.Create(CultureInfo.InvariantCulture, $"{option.Name} needs a number from 1 to {most}"));
        }
    };
}
