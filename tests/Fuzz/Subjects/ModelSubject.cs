using Onnx;
using Qcc.Core.Diagnostics;
using Qcc.Fuzz.Mutation;
using Qcc.Onnx;
using Qcc.Testing;

namespace Qcc.Fuzz.Subjects;

/// <summary>Models: read, written back, and compiled where they can be read.</summary>
static class ModelSubject
{
    const long LargestSeed = 64 << 10;

    static readonly string[] Seeds =
    [
        .. Directory.EnumerateFiles(Repository.Path("testmodels"), "*.onnx", SearchOption.AllDirectories).Where(f => new FileInfo(f).Length <= LargestSeed).Order(StringComparer.Ordinal),
    ];

    public static Subject Entry { get; } = new("model", 55, Write, RunAsync);

    static void Write(Random random, Sandbox sandbox) =>
        sandbox.Write("model.onnx", MessageMutator.Mutate(random, Seed(random), ModelProto.Descriptor));

    /// <summary>A model to change.</summary>
    public static byte[] Seed(Random random)
    {
        while (true)
        {
            byte[] bytes = File.ReadAllBytes(Values.Of(random, Seeds));
            // Broken ones are changed as bytes only by the mutator's own luck: it needs a message.
            if (IsMessage(bytes))
            {
                return bytes;
            }
        }
    }

    static bool IsMessage(byte[] bytes)
    {
        try
        {
            ModelProto.Parser.ParseFrom(bytes);
            WireMessage.Parse(bytes, ModelProto.Descriptor);
            return bytes.Length > 0;
        }
        catch (Google.Protobuf.InvalidProtocolBufferException)
        {
            return false;
        }
    }

    public static Task<string> RunAsync(Sandbox sandbox, CancellationToken stop) => Compiling.AnswerAsync(async () =>
    {
        string path = sandbox.Input("model.onnx");
        byte[] again = ModelExporter.Export(ModelImporter.Import(path, new DiagnosticList())).ToArray();
        ModelImporter.Parse(again, new DiagnosticList());
        return Compiles ? await Compiling.RunAsync(path, Compiling.Options, sandbox, stop) : "read";
    });

    /// <summary>Whether a model that can be read is compiled too, which takes most of the time of a run.</summary>
    public static bool Compiles { get; set; } = true;
}
