namespace Qcc.Cli.Usage;

/// <summary>Turns what stands on the command line and in response files into words for the parser.</summary>
static class Arguments
{
    /// <summary>What a bare <c>--warn-as-error</c> stands for.</summary>
    public const string AllWarnings = "all";

    const string WarnAsError = "--warn-as-error";

    /// <summary>
    /// Gives a bare <c>--warn-as-error</c> its value: the parser would otherwise take the next word (the model) for it.
    /// </summary>
    public static IReadOnlyList<string> Normalize(IEnumerable<string> words) =>
        [.. words.Select(word => word == WarnAsError ? $"{WarnAsError}={AllWarnings}" : word)];
}
