using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;
using Qcc.Onnx.OpsetRaising;
using Qcc.Testing;

namespace Qcc.Onnx.Tests.OpsetRaising;

/// <summary>
/// Models with recorded inputs, ONNX's backend tests and the odd ones of the kit: what ONNX Runtime computes of a model, it
/// computes of the raised one too. A model that it refuses as it is is no test.
/// </summary>
public sealed class ConformanceTests(ITestOutputHelper output)
{
    // Most come out bit by bit; the rest differ in the order of a sum, of which 1e-5 leaves room for a hundred roundings.
    const double Tolerance = 1e-5;

    [Fact]
    public void Backend_tests_compute_the_same()
    {
        IReadOnlyList<string> cases = ConformanceArchive.Cases();
        Assert.SkipWhen(cases.Count == 0, "the kit's conformance archive (../shared/kit) is not here, or no tar that reads it");

        CompareAll(cases);
    }

    [Fact]
    public void Odd_models_compute_the_same()
    {
        Assert.SkipWhen(Repository.Shared("kit") is null, "the kit (../shared/kit) is not here");

        CompareAll(Directory.GetDirectories(Repository.Shared("kit", "odd", "valid")!));
    }

    void CompareAll(IReadOnlyList<string> folders)
    {
        int compared = 0, exact = 0;
        var refusals = new List<string>();
        var differences = new List<string>();
        foreach (string folder in folders)
        {
            if (Old(folder) is not { } model || Recorded(model, folder) is not { } inputs)
            {
                continue;
            }
            string name = Path.GetFileName(folder);
            (RaisedModel? raised, string? refusal) = Raise(model);
            if (raised is null)
            {
                refusals.Add($"{name}: {refusal}");
            }
            else if (raised.Runs(_ => inputs))
            {
                compared++;
                exact += raised.Difference(_ => inputs) is null ? 1 : 0;
                if (raised.Difference(_ => inputs, Tolerance) is { } difference)
                {
                    differences.Add($"{name}: {difference}");
                }
            }
        }
        output.WriteLine($"{compared} of {folders.Count} models compared, {exact} of them equal bit by bit; {refusals.Count} refused");
        refusals.ForEach(output.WriteLine);
        Assert.NotEqual(0, compared);
        Assert.Empty(differences);
    }

    /// <summary>A model of an opset that is raised and that computes the same every time, or null.</summary>
    static Model? Old(string folder)
    {
        try
        {
            Model model = ModelImporter.Import(Path.Combine(folder, "model.onnx"), new DiagnosticList(), Allowances.CustomOperators | Allowances.Training);
            bool random = model.Graph.WithSubgraphs().SelectMany(g => g.Nodes).Any(n => n.Operator.IsRandom);
            return model.OpsetOf("") is >= OpsetRaiser.OldestOpset and < RaisedModel.Target && !random ? model : null;
        }
        catch (DiagnosticException)
        {
            return null;
        }
    }

    /// <summary>The inputs of the first data set by name, or null where they are not all tensors.</summary>
    static Dictionary<string, Tensor>? Recorded(Model model, string folder)
    {
        Value[] inputs = [.. model.Graph.Inputs.Where(v => v.Initializer is null)];
        string data = Path.Combine(folder, "test_data_set_0");
        if (inputs.Any(v => v.Type is CarriedType) || !Enumerable.Range(0, inputs.Length).All(i => File.Exists(InputFile(i))))
        {
            return null;
        }
        return inputs.Select((v, i) => (v.Name, TensorFile.Read(InputFile(i)).Tensor)).ToDictionary();

        string InputFile(int index) => Path.Combine(data, $"input_{index}.pb");
    }

    static (RaisedModel? Raised, string? Refusal) Raise(Model model)
    {
        try
        {
            return (RaisedModel.Of(model), null);
        }
        catch (DiagnosticException e) when (e.Diagnostic.Code == "QCC1072")
        {
            return (null, e.Diagnostic.Text);
        }
    }
}
