namespace Qcc.Search;

/// <summary>Work in portions whose sums fit into memory together.</summary>
static class Portions
{
    /// <summary>The items in their order, as many at a time as take a number of bytes together; one that takes more alone is a portion.</summary>
    public static IEnumerable<IReadOnlyList<T>> Of<T>(IEnumerable<T> items, Func<T, long> bytesOf, long most)
    {
        var portion = new List<T>();
        long bytes = 0;
        foreach (T item in items)
        {
            long more = bytesOf(item);
            if (portion.Count > 0 && bytes + more > most)
            {
                yield return portion;
                (portion, bytes) = ([], 0);
            }
            portion.Add(item);
            bytes += more;
        }
        if (portion.Count > 0)
        {
            yield return portion;
        }
    }
}
