using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Qcc.Cli.Options;

/// <summary>Refuses numbers below 1.</summary>
static class AtLeastOne
{
    public static Action<OptionResult> Of(Option<int?> option) => result =>
    {
        // The value itself cannot be asked for: that throws where the word is no number.
        if (result.Tokens is [{ Value: var word }, ..] && int.TryParse(word, CultureInfo.InvariantCulture, out int number) && number < 1)
        {
            result.AddError($"{option.Name} needs a number of at least 1");
        }
    };
}
