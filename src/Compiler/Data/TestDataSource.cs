using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;
using Qcc.Data.Arrays;
using Qcc.Onnx;

namespace Qcc.Data;

/// <summary>
/// Test data of ONNX models: one sample in each folder <c>test_data_set_N</c>, its tensors in <c>input_M.pb</c> by name, or by
/// M where a tensor has no name.
/// </summary>
sealed class TestDataSource(IReadOnlyList<string> folders, IReadOnlyList<ModelInput> inputs, IDiagnostics diagnostics) : SampleSource
{
    public override int? Count => folders.Count;

    public override IEnumerable<Sample> Read(CancellationToken cancellation)
    {
        foreach (string folder in folders)
        {
            cancellation.ThrowIfCancellationRequested();
            yield return new Sample(Path.GetFileName(folder), ReadFolder(folder));
        }
    }

    /// <summary>The tensors of a folder, in the order of the file names.</summary>
    public static string[] FilesOf(string folder) => [.. Directory.GetFiles(folder, "input_*.pb").Order(StringComparer.Ordinal)];

    Dictionary<string, Tensor> ReadFolder(string folder)
    {
        var found = new Dictionary<string, (string File, Tensor Tensor)>();
        foreach (string file in FilesOf(folder))
        {
            (string name, Tensor tensor) = TensorFile.Read(file);
            found[name.Length > 0 ? name : NameByNumber(file)] = (file, tensor);
        }
        foreach (string extra in found.Keys.Except(inputs.Select(i => i.Name)).Order(StringComparer.Ordinal))
        {
            diagnostics.Report(DataDiagnostics.UnmatchedArray.At(new Place(found[extra].File, null, extra), extra));
        }
        return inputs.ToDictionary(i => i.Name, i => found.TryGetValue(i.Name, out (string File, Tensor Tensor) f)
            ? Checked(i, f.Tensor, new Place(f.File, null, i.Name))
            : throw new DiagnosticException(DataDiagnostics.NoArrayForInput.At(new Place(folder, null, i.Name), new(i, inputs, [.. found.Keys.Order(StringComparer.Ordinal)]))));
    }

    string NameByNumber(string file)
    {
        string number = Path.GetFileNameWithoutExtension(file)["input_".Length..];
        return int.TryParse(number, out int index) && index >= 0 && index < inputs.Count ? inputs[index].Name : number;
    }

    static Tensor Checked(ModelInput input, Tensor tensor, Place place)
    {
        if (tensor.Element != input.Type.Element)
        {
            throw new DiagnosticException(DataDiagnostics.ArrayType.At(place, new(input, tensor.Element)));
        }
        return input.Type.Shape is not { } wanted || ShapeFit.Fits(wanted, [.. tensor.Shape])
            ? tensor
            : throw new DiagnosticException(DataDiagnostics.ArrayShape.At(place, new(input, tensor.Shape, ShapeFit.LayoutHint(wanted, [.. tensor.Shape]))));
    }
}
