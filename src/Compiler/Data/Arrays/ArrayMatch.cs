using Qcc.Core.Diagnostics;

namespace Qcc.Data.Arrays;

/// <summary>Which array serves which input, and whether they agree.</summary>
static class ArrayMatch
{
    /// <summary>The entry of each input, by name.</summary>
    public static IReadOnlyList<ArrayEntry> Find(ArrayStore store, IReadOnlyList<ModelInput> inputs, IDiagnostics diagnostics)
    {
        if (store.Entries.Count == 0)
        {
            throw new DiagnosticException(DataDiagnostics.NoSamples.At(new Place(store.File), "it holds no arrays"));
        }
        var used = new List<ArrayEntry>();
        foreach (ModelInput input in inputs)
        {
            used.Add(store.Entries.FirstOrDefault(e => e.Name == input.Name)
                ?? throw new DiagnosticException(DataDiagnostics.NoArrayForInput.At(new Place(store.File, null, input.Name), new(input, inputs, [.. store.Entries.Select(e => e.Name)]))));
        }
        foreach (ArrayEntry extra in store.Entries.Except(used))
        {
            if (extra.Name.Split('/', '\\').Contains("..") || extra.Name.StartsWith('/'))
            {
                throw new DiagnosticException(DataDiagnostics.PathInArchive.At(extra.Place, extra.Name));
            }
            diagnostics.Report(DataDiagnostics.UnmatchedArray.At(extra.Place, extra.Name));
        }
        return used;
    }

    /// <summary>The number of samples that all arrays hold.</summary>
    public static int CommonCount(IReadOnlyList<ArrayLayout> layouts, string file)
    {
        ArrayLayout[] counted = [.. layouts.Where(l => l.Count is not null)];
        if (counted.Length == 0)
        {
            return 1;
        }
        if (counted.FirstOrDefault(l => l.Count != counted[0].Count) is { } other)
        {
            throw new DiagnosticException(DataDiagnostics.UnequalCounts.At(new Place(file), new(counted[0].Input.Name, counted[0].Count!.Value, other.Input.Name, other.Count!.Value)));
        }
        return counted[0].Count!.Value;
    }
}
