namespace Qcc.Fuzz.Subjects;

/// <summary>A kind of input that somebody else may have written.</summary>
/// <param name="Name">One word, for reports.</param>
/// <param name="Share">Cases of a hundred.</param>
/// <param name="Write">Writes a changed input for a case into a folder.</param>
/// <param name="RunAsync">Gives it to qcc. Returns the code of the refusal, or "read", "compiled", or "stopped" where it was cancelled; throws what is a bug.</param>
sealed record Subject(string Name, int Share, Action<Random, Sandbox> Write, Func<Sandbox, CancellationToken, Task<string>> RunAsync)
{
    /// <summary>All kinds; shares add up to 100.</summary>
    public static IReadOnlyList<Subject> All { get; } =
    [
        ModelSubject.Entry, ExternalDataSubject.Entry, .. ArraySubject.Entries, .. PictureSubject.Entries, TensorFileSubject.Entry, .. JsonSubject.Entries, StatisticsSubject.Entry,
    ];

    /// <summary>The kind of a case.</summary>
    public static Subject Of(Random random)
    {
        int at = random.Next(All.Sum(s => s.Share));
        return All.First(s => (at -= s.Share) < 0);
    }
}
