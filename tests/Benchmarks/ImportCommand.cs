using Qcc.Core.Diagnostics;
using Qcc.Onnx;

namespace Qcc.Benchmarks;

/// <summary>Imports every model with all checks and prints what is refused.</summary>
static class ImportCommand
{
    public static readonly Command Entry = new("import", "(FOLDER | MODEL.onnx | ARCHIVE.tar.xz) ...", Run);

    static int Run(string[] sources, TextWriter output)
    {
        int imported = 0, refused = 0;
        foreach (string source in sources)
        {
            using var folder = UnpackedArchive.Of(source);
            foreach (string model in RoundTripCommand.Models(folder?.Path ?? source))
            {
                try
                {
                    ModelImporter.Import(model, new DiagnosticList());
                    imported++;
                }
                catch (DiagnosticException e)
                {
                    refused++;
                    output.WriteLine(e.Message);
                }
            }
        }
        output.WriteLine($"models imported {imported}, refused {refused}");
        return 0;
    }
}
