using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;
using Qcc.Onnx.OpsetRaising;
using Qcc.Testing;

namespace Qcc.Onnx.Tests.OpsetRaising;

/// <summary>Networks of the kit beside the repository compute the same after they were raised; skipped where it is absent.</summary>
public sealed class KitRaisingTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("models")]
    [InlineData("light")]
    public void Networks_compute_the_same(string folder)
    {
        Assert.SkipWhen(Repository.Shared("kit") is null, "the kit (../shared/kit) is not here");
        string[] files = Directory.GetFiles(Repository.Shared("kit", folder)!, "*.onnx", SearchOption.AllDirectories);

        var differences = new List<string>();
        int raised = 0;
        foreach (string file in files)
        {
            Model model = ModelImporter.Import(file, new DiagnosticList());
            if (model.OpsetOf("") < RaisedModel.Target)
            {
                raised++;
                string? difference = RaisedModel.Typed(model).Difference(RaisedModel.Random(1), 1e-5);
                if (difference is not null)
                {
                    differences.Add($"{file}: {difference}");
                }
                Assert.Equal(RaisedModel.Target, model.OpsetOf(""));
            }
        }

        output.WriteLine($"{raised} of {files.Length} networks raised and compared");
        Assert.NotEqual(0, raised);
        Assert.Empty(differences);
    }
}
