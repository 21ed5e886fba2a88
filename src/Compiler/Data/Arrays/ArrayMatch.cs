using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;

namespace Qcc.Data.Arrays;

/// <summary>Which array serves which input, and whether they agree.</summary>
static class ArrayMatch
{
    /// <summary>The entry of each input, by name.</summary>
    public static IReadOnlyList<ArrayEntry> Find(ArrayStore store, IReadOnlyList<ModelInput> inputs, IReadOnlyList<string> answers, IDiagnostics diagnostics)
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
        foreach (ArrayEntry extra in store.Entries.Except(used).Where(e => !answers.Contains(e.Name)))
        {
            if (extra.Name.Split('/', '\\').Contains("..") || extra.Name.StartsWith('/'))
            {
                throw new DiagnosticException(DataDiagnostics.PathInArchive.At(extra.Place, extra.Name));
            }
            diagnostics.Report(DataDiagnostics.UnmatchedArray.At(extra.Place, extra.Name));
        }
        return used;
    }

    /// <summary>Cuts an array of answers as the inputs are cut: it has as many rows as an input, or a multiple of the samples.</summary>
    public static ArrayLayout Answer(ArrayEntry entry, IReadOnlyList<ArrayLayout> inputs, int samples)
    {
        NpyHeader header = entry.ReadHeader();
        long rows = header.Shape is [var first, ..] ? first : 0;
        long each = inputs.FirstOrDefault(l => l.Rows > 0 && l.Header.Shape[0] == rows)?.Rows ?? (rows % samples == 0 ? rows / samples : 0);
        if (each == 0)
        {
            throw new DiagnosticException(DataDiagnostics.UnequalCounts.At(entry.Place, new(inputs[0].Input.Name, samples, entry.Name, rows)));
        }
        var type = new TensorType(header.Element, [each, .. header.Shape[1..].Select(d => Dim.Of(d))]);
        return ArrayLayout.Of(new ModelInput(entry.Name, type), header, SampleOptions.Default, entry.Place, new DiagnosticList());
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
