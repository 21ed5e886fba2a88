using System.CommandLine;
using System.CommandLine.Parsing;

namespace Qcc.Cli.Options;

/// <summary>Refuses numbers below 1.</summary>
static class AtLeastOne
{
    public static Action<OptionResult> Of(Option<int?> option) => result =>
    {
        if (!result.Errors.Any() && result.GetValueOrDefault<int?>() is < 1)
        {
            result.AddError($"{option.Name} needs a number of at least 1");
        }
    };
}
