using Qcc.Benchmarks.TestModels;

namespace Qcc.Benchmarks;

/// <summary>Writes the generated models of <c>testmodels</c>: one per operator form, and blocks of operators.</summary>
static class TestModelsCommand
{
    public static readonly Command Entry = new("test-models", "OUT (a folder; the committed files are in testmodels)", Run);

    static int Run(string[] arguments, TextWriter output)
    {
        if (arguments is not [string folder])
        {
            Console.Error.WriteLine("test-models takes one folder");
            return 2;
        }
        foreach (TestModel model in TestModel.All)
        {
            string path = Path.Combine(folder, model.File);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, model.ToArray());
            output.WriteLine(path);
        }
        return 0;
    }
}
