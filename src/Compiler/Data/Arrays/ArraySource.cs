using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;

namespace Qcc.Data.Arrays;

/// <summary>Samples from arrays, one array an input, all advancing together.</summary>
sealed class ArraySource : SampleSource
{
    readonly Func<ArrayStore> _open;
    readonly IReadOnlyList<ArrayLayout> _layouts;
    readonly string _label;

    ArraySource(Func<ArrayStore> open, IReadOnlyList<ArrayLayout> layouts, string label, int count)
    {
        _open = open;
        _layouts = layouts;
        _label = label;
        Count = count;
    }

    public override int? Count { get; }

    /// <summary>Reads the headers and checks names, types, shapes and counts against the inputs.</summary>
    /// <param name="open">Opens the arrays; called once here and once for each reading.</param>
    public static ArraySource Of(Func<ArrayStore> open, IReadOnlyList<ModelInput> inputs, SampleOptions options, IDiagnostics diagnostics)
    {
        using ArrayStore store = open();
        IReadOnlyList<ArrayEntry> entries = ArrayMatch.Find(store, inputs, options.Answers, diagnostics);
        ArrayLayout[] layouts = [.. inputs.Zip(entries, (input, entry) => ArrayLayout.Of(input, entry.ReadHeader(), options, entry.Place, diagnostics))];
        int count = ArrayMatch.CommonCount(layouts, store.File);
        IEnumerable<ArrayEntry> answers = count == 0 ? [] : store.Entries.Except(entries).Where(e => options.Answers.Contains(e.Name));
        return new(open, [.. layouts, .. answers.Select(a => ArrayMatch.Answer(a, layouts, count))], Path.GetFileName(store.File), count);
    }

    public override IEnumerable<Sample> Read(CancellationToken cancellation)
    {
        using ArrayStore store = _open();
        var readers = new List<ArrayReader>();
        try
        {
            readers.AddRange(_layouts.Select(layout => Open(store, layout)));
            Dictionary<string, Tensor> tensors = _layouts.Zip(readers).ToDictionary(p => p.First.Input.Name, p => p.Second.Tensor);
            for (int i = 0; i < Count; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                readers.ForEach(r => r.MoveNext());
                yield return new Sample($"{_label}#{i}", tensors);
            }
            readers.ForEach(r => r.Finish());
        }
        finally
        {
            readers.ForEach(r => r.Dispose());
        }
    }

    static ArrayReader Open(ArrayStore store, ArrayLayout layout)
    {
        ArrayEntry? entry = store.Entries.FirstOrDefault(e => e.Name == layout.Input.Name);
        NpyHeader? header = entry?.ReadHeader();
        return entry is not null && header is not null && header.IsLike(layout.Header)
            ? new ArrayReader(entry, layout)
            : throw new DiagnosticException(DataDiagnostics.Changed.At(new Place(store.File, null, layout.Input.Name), store.File));
    }
}
