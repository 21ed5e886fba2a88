using Qcc.Core.Diagnostics;
using Qcc.Data;
using Qcc.Fuzz.Mutation;
using Qcc.Onnx;

namespace Qcc.Fuzz.Subjects;

/// <summary>Arrays as samples: read, and compiled with where they can be read.</summary>
static class ArraySubject
{
    /// <summary>The inputs of <see cref="Compiling.Net"/>, with three rows.</summary>
    public static (string Name, int[] Shape)[] Inputs { get; } =
        [.. ModelImporter.Import(Compiling.Net, new DiagnosticList()).Graph.Inputs.Select(i => (i.Name, (int[])[3, .. i.TensorType!.Shape!.Skip(1).Select(d => (int)(d.Size ?? 1))]))];

    public static IReadOnlyList<Subject> Entries { get; } =
    [
        new("npy", 7, (random, sandbox) => sandbox.Write("samples.npy", ArrayFiles.ChangedArray(random, Inputs[0].Shape)), (sandbox, stop) => RunAsync(sandbox, "samples.npy", Compiling.Net, stop)),
        new("npz", 10, (random, sandbox) => sandbox.Write("samples.npz", ArrayFiles.ChangedArchive(random, Arrays(random))), (sandbox, stop) => RunAsync(sandbox, "samples.npz", Compiling.Net, stop)),
    ];

    static List<(string Name, byte[] Array)> Arrays(Random random)
    {
        List<(string, byte[])> arrays = [.. Inputs.Select(i => (i.Name, random.Next(2) == 0 ? ArrayFiles.Array(random, i.Shape) : ArrayFiles.ChangedArray(random, i.Shape)))];
        if (random.Next(4) == 0)
        {
            arrays.Add((Values.Of(random, ["labels", "x", arrays[0].Item1]), ArrayFiles.Array(random, [3])));
        }
        return arrays;
    }

    /// <summary>Reads all samples, then compiles with them.</summary>
    public static Task<string> RunAsync(Sandbox sandbox, string samples, string net, CancellationToken stop) => Compiling.AnswerAsync(async () =>
    {
        string path = sandbox.Input(samples);
        ICalibrationSource source = SampleFiles.Open(path, ModelInput.Of(ModelImporter.Import(net, new DiagnosticList()).Graph), SampleOptions.Default, new DiagnosticList());
        int read = 0;
        await foreach (Sample sample in source.ReadAsync(stop))
        {
            read++;
        }
        // A longer run of the same would only repeat the compile.
        return read is > 0 and <= 8 ? await Compiling.RunAsync(net, Compiling.Options with { CalibrationPath = path }, sandbox, stop) : "read";
    });
}
