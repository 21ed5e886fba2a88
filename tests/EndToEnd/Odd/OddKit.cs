using Qcc.Testing;

namespace Qcc.EndToEnd.Tests.Odd;

/// <summary>The odd and broken inputs beside the repository (<c>../shared/kit/odd</c>); its README says what is odd about each.</summary>
static class OddKit
{
    /// <summary>A row where the kit is absent, so that its tests show as skipped.</summary>
    const string Absent = "(absent)";

    /// <summary>The cases of a folder of the kit by name.</summary>
    public static string[] Cases(string folder) => Repository.Shared("kit", "odd", folder) is { } path
        ? [.. Directory.GetDirectories(path).Select(d => Path.GetFileName(d)!).Order(StringComparer.Ordinal)]
        : [Absent];

    /// <summary>A file of the kit; skips the test where the kit is absent.</summary>
    public static string PathOf(params ReadOnlySpan<string> parts)
    {
        string? root = Repository.Shared("kit", "odd");
        Assert.SkipWhen(root is null, "the odd inputs (../shared/kit/odd) are not here");
        return Path.Combine([root!, .. parts]);
    }
}
