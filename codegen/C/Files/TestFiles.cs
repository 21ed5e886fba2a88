using Qcc.Codegen.C.Layers;
using Qcc.Codegen.C.Memory;
using Qcc.Codegen.C.Text;
using Qcc.Core.Ir;

namespace Qcc.Codegen.C.Files;

/// <summary>test.c and test_vectors.c: the network against recorded samples.</summary>
static class TestFiles
{
    public static void Write(Network network, Graph graph, IDictionary<string, string> files)
    {
        IReadOnlyList<IReadOnlyDictionary<string, Tensor>> samples = network.Options.Samples is { Count: > 0 } given ? given : [Recording.AnySample(network)];
        Recording[] recordings = [.. samples.Select(s => Recording.Of(network, graph, s))];
        files.Add("test_vectors.h", Header(network, recordings.Length));
        files.Add("test_vectors.c", Vectors(network, recordings));
        files.Add("test.c", KernelSet.Resource("test.c").Replace("\"NAME_HERE.h\"", $"\"{network.Name}.h\"", StringComparison.Ordinal)
            .Replace("/* NETWORK */\n", Glue(network), StringComparison.Ordinal));
    }

    /// <summary>The test vectors of a sample as test.c reads them from a file: inputs, outputs, hashes of the layers.</summary>
    public static void Write(Recording recording, Stream stream)
    {
        foreach (Tensor tensor in recording.Inputs.Concat(recording.Outputs))
        {
            stream.Write(tensor.Bytes.Span);
        }
        foreach (ulong hash in recording.Layers)
        {
            stream.Write(BitConverter.GetBytes(hash));
        }
    }

    static string Header(Network network, int samples)
    {
        var w = new CWriter();
        w.Line(network.Banner);
        w.Line($"#ifndef TEST_VECTORS_H");
        w.Line($"#define TEST_VECTORS_H");
        w.Line();
        w.Line($"#include <stdint.h>");
        w.Line();
        w.Line($"#define TEST_SAMPLES {samples}");
        w.Line($"#define TEST_LAYERS {network.Traced.Count}");
        w.Line();
        foreach (Port port in network.Inputs.Concat(network.Outputs))
        {
            w.Line($"extern const {port.Type} test_{port.Name}[{samples}][{port.Count}];");
        }
        w.Line($"extern const uint64_t test_layers[{samples}][{Math.Max(1, network.Traced.Count)}];");
        w.Line();
        w.Line($"#endif");
        return w.ToString();
    }

    static string Vectors(Network network, Recording[] recordings)
    {
        var w = new CWriter();
        w.Line(network.Banner);
        w.Line($"#include \"test_vectors.h\"");
        foreach ((Port port, int i, bool output) in network.Inputs.Select((p, i) => (p, i, false)).Concat(network.Outputs.Select((p, i) => (p, i, true))))
        {
            w.Raw(CCode.Of($"\nconst {port.Type} test_{port.Name}[{recordings.Length}][{port.Count}] = {{\n").ToString());
            foreach (Recording recording in recordings)
            {
                w.Numbers((output ? recording.Outputs : recording.Inputs)[i].ToInt64());
                w.Raw(",\n");
            }
            w.Raw("};\n");
        }
        w.Raw(CCode.Of($"\nconst uint64_t test_layers[{recordings.Length}][{Math.Max(1, network.Traced.Count)}] = {{\n").ToString());
        foreach (Recording recording in recordings)
        {
            w.Raw("{");
            w.Raw(recording.Layers.Length == 0 ? "0" : string.Join(", ", recording.Layers.Select(h => $"0x{h:x16}u")));
            w.Raw("},\n");
        }
        w.Raw("};\n");
        return w.ToString();
    }

    /// <summary>What test.c needs to know of the network: buffers, names, and how to run, compare and read a sample.</summary>
    static string Glue(Network network)
    {
        var w = new CWriter();
        CName macro = network.Macro;
        w.Line($"static uint64_t arena[{macro}_ARENA_SIZE / 8];");
        foreach (Port port in network.Outputs)
        {
            w.Line($"static {port.Type} {port.Name}[{port.Count}];");
        }
        w.Line();
        w.Line($"static const char *const layer_names[] = {{");
        foreach (Value value in network.Traced)
        {
            w.Line($"    {CCode.Quoted(value.Name)},");
        }
        w.Line($"    \"\"");
        w.Line($"}};");
        w.Line();
        WriteRun(w, network, "run_sample", port => $"test_{port.Name}[sample]");
        w.Line();
        w.Line($"#ifndef QCC_NO_FILES");
        foreach (Port port in network.Inputs.Concat(network.Outputs))
        {
            w.Line($"static {port.Type} file_{port.Name}[{port.Count}];");
        }
        w.Line();
        using (w.Block($"static int read_sample(FILE *file)"))
        {
            w.Line($"return 1");
            foreach (Port port in network.Inputs.Concat(network.Outputs))
            {
                w.Line($"    && fread(file_{port.Name}, sizeof *file_{port.Name}, {port.Count}, file) == {port.Count}");
            }
            w.Line($"    && fread(file_layers, sizeof *file_layers, TEST_LAYERS, file) == TEST_LAYERS;");
        }
        w.Line();
        WriteRun(w, network, "run_file_sample", port => $"file_{port.Name}");
        w.Line($"#endif");
        w.Line();
        using (w.Block($"void {network.Name}_trace(int32_t layer, const void *values, int32_t width, int32_t count)"))
        {
            w.Line($"trace_layer(layer, layer_names[layer], values, width, count);");
        }
        return w.ToString();
    }

    delegate CCode Recorded(Port port);

    static void WriteRun(CWriter w, Network network, string name, Recorded recorded)
    {
        using (w.Block($"static void {new CName(name)}(int32_t sample)"))
        {
            w.Line($"(void)sample;");
            w.Line($"memset(arena, 0x5a, sizeof arena);");
            CCode arguments = CCode.List([.. network.Inputs.Select(p => recorded(p)), .. network.Outputs.Select(p => CCode.Of($"{p.Name}")), $"arena"]);
            using (w.Block($"if ({network.Name}_run({arguments}) != 0)"))
            {
                w.Line($"fail(\"the arena is not aligned\");");
            }
            foreach (Port port in network.Outputs)
            {
                w.Line($"compare({CCode.Quoted(port.Value.Name)}, {port.Name}, {recorded(port)}, {port.Type.Width()}, {port.Count});");
            }
        }
    }
}
