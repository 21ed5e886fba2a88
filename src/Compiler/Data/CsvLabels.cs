using System.Globalization;
using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;
using Qcc.Onnx;

namespace Qcc.Data;

/// <summary>Labels of pictures: lines <c>file,label</c>, the file as a path below the folder or a bare name; other lines are refused.</summary>
sealed class CsvLabels
{
    readonly string _path;
    readonly Dictionary<string, long> _labels = new(StringComparer.Ordinal);

    CsvLabels(string path) => _path = path;

    public static CsvLabels Read(string path)
    {
        var labels = new CsvLabels(path);
        try
        {
            using var reader = new StreamReader(SampleFile.Open(path));
            for (int line = 1; reader.ReadLine() is { } text; line++)
            {
                labels.Add(text.Trim(), line);
            }
            return labels;
        }
        catch (IOException e)
        {
            throw new DiagnosticException(IoDiagnostics.Unreadable.At(new Place(path), e.Message));
        }
    }

    /// <summary>The label of a sample by its file, shape [1].</summary>
    public Tensor Of(string sample) => _labels.TryGetValue(sample, out long label) || _labels.TryGetValue(Path.GetFileName(sample), out label)
        ? Tensor.Of([label], 1)
        : throw new DiagnosticException(DataDiagnostics.BadLabels.At(new Place(_path), $"no label for {sample}"));

    void Add(string line, int number)
    {
        int comma = line.LastIndexOf(',');
        if (comma > 0 && long.TryParse(line.AsSpan(comma + 1), NumberStyles.Integer, CultureInfo.InvariantCulture, out long label))
        {
            _labels[line[..comma].Trim('"').Replace('\\', '/')] = label;
        }
        else if (line.Length > 0 && number > 1)
        {
            // The first line may be a heading.
            throw new DiagnosticException(DataDiagnostics.BadLabels.At(new Place(_path), $"line {number} is not \"file,label\""));
        }
    }
}
