using Qcc.Core.Diagnostics;

namespace Qcc;

/// <summary>Work that is spread over threads and may be refused.</summary>
static class InParallel
{
    /// <summary>The results of work in their order; the first refusal is thrown as it is.</summary>
    /// <exception cref="DiagnosticException">Of the work.</exception>
    public static T[] Select<T>(int count, ParallelOptions parallel, Func<int, T> work)
    {
        var results = new T[count];
        try
        {
            Parallel.For(0, count, parallel, i => results[i] = work(i));
        }
        catch (AggregateException e) when (e.InnerExceptions[0] is DiagnosticException first)
        {
            throw first;
        }
        return results;
    }
}
