namespace Qcc.Testing.Cases;

/// <summary>One before/after text of a pass.</summary>
/// <param name="Title">What the case shows.</param>
/// <param name="Before">A graph or a model in text form.</param>
/// <param name="BeforeLine">The line of the file at which <paramref name="Before"/> begins.</param>
/// <param name="Expected">A graph or model, or "declined: reason", or "unchanged"; "" where a new case has none yet.</param>
/// <param name="ExpectedLine">The line of the file at which <paramref name="Expected"/> begins.</param>
public sealed record Case(string Title, string Before, int BeforeLine, string Expected, int ExpectedLine);
